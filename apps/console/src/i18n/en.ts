import accessReview from './en/access-review.json' with { type: 'json' };
import audit from './en/audit.json' with { type: 'json' };
import codeInspector from './en/code-inspector.json' with { type: 'json' };
import devUi from './en/dev-ui.json' with { type: 'json' };
import operator from './en/operator.json' with { type: 'json' };
import people from './en/people.json' with { type: 'json' };
import pin from './en/pin.json' with { type: 'json' };
import problems from './en/problems.json' with { type: 'json' };
import proof from './en/proof.json' with { type: 'json' };
import rules from './en/rules.json' with { type: 'json' };
import scan from './en/scan.json' with { type: 'json' };
import security from './en/security.json' with { type: 'json' };
import sessions from './en/sessions.json' with { type: 'json' };
import settings from './en/settings.json' with { type: 'json' };
import shell from './en/shell.json' with { type: 'json' };
import signIn from './en/sign-in.json' with { type: 'json' };
import today from './en/today.json' with { type: 'json' };

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
