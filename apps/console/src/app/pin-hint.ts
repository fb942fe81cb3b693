// Whether somebody has used a PIN in this browser: the cookies that prove it cannot be read here, and strangers ask nothing.
const KEY = 'sutra.has-pins';

export function hasPinHint(): boolean {
  try {
    return localStorage.getItem(KEY) !== null;
  } catch {
    return false; // storage is switched off
  }
}

export function keepPinHint(isThere: boolean): void {
  try {
    if (isThere) localStorage.setItem(KEY, 'yes');
    else localStorage.removeItem(KEY);
  } catch {
    // Then the sign-in page does not offer it.
  }
}
