// The words of the pages that are there before anybody has signed in.
import problems from './hi/problems.json' with { type: 'json' };
import proof from './hi/proof.json' with { type: 'json' };
import shell from './hi/shell.json' with { type: 'json' };
import signIn from './hi/sign-in.json' with { type: 'json' };

export default { ...problems, ...proof, ...shell, ...signIn };
