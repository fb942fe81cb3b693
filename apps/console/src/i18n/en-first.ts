// The words of the pages that are there before anybody has signed in.
import problems from './en/problems.json' with { type: 'json' };
import proof from './en/proof.json' with { type: 'json' };
import shell from './en/shell.json' with { type: 'json' };
import signIn from './en/sign-in.json' with { type: 'json' };

export default { ...problems, ...proof, ...shell, ...signIn };
