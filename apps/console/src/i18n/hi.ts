import audit from './hi/audit.json' with { type: 'json' };
import problems from './hi/problems.json' with { type: 'json' };
import scan from './hi/scan.json' with { type: 'json' };
import sessions from './hi/sessions.json' with { type: 'json' };
import shell from './hi/shell.json' with { type: 'json' };
import signIn from './hi/sign-in.json' with { type: 'json' };

export default { ...audit, ...problems, ...scan, ...sessions, ...shell, ...signIn };
