import accessReview from './hi/access-review.json' with { type: 'json' };
import audit from './hi/audit.json' with { type: 'json' };
import codeInspector from './hi/code-inspector.json' with { type: 'json' };
import devUi from './hi/dev-ui.json' with { type: 'json' };
import operator from './hi/operator.json' with { type: 'json' };
import people from './hi/people.json' with { type: 'json' };
import pin from './hi/pin.json' with { type: 'json' };
import problems from './hi/problems.json' with { type: 'json' };
import proof from './hi/proof.json' with { type: 'json' };
import rules from './hi/rules.json' with { type: 'json' };
import scan from './hi/scan.json' with { type: 'json' };
import security from './hi/security.json' with { type: 'json' };
import sessions from './hi/sessions.json' with { type: 'json' };
import settings from './hi/settings.json' with { type: 'json' };
import shell from './hi/shell.json' with { type: 'json' };
import signIn from './hi/sign-in.json' with { type: 'json' };
import today from './hi/today.json' with { type: 'json' };

export default {
  ...accessReview,
  ...audit,
  ...codeInspector,
  ...devUi,
  ...operator,
  ...people,
  ...pin,
  ...problems,
  ...proof,
  ...rules,
  ...scan,
  ...security,
  ...sessions,
  ...settings,
  ...shell,
  ...signIn,
  ...today,
};
