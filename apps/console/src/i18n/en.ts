import audit from './en/audit.json' with { type: 'json' };
import problems from './en/problems.json' with { type: 'json' };
import scan from './en/scan.json' with { type: 'json' };
import sessions from './en/sessions.json' with { type: 'json' };
import shell from './en/shell.json' with { type: 'json' };
import signIn from './en/sign-in.json' with { type: 'json' };

export default { ...audit, ...problems, ...scan, ...sessions, ...shell, ...signIn };
