import { useEffect, useState } from 'react';

/** True once something has been going on for a while: what is quick shows no sign of work. */
export function useDelayed(isOn: boolean, delayMs = 300): boolean {
  const [isLate, setLate] = useState(false);
  useEffect(() => {
    if (!isOn) return undefined;
    const timer = setTimeout(() => setLate(true), delayMs);
    return () => {
      clearTimeout(timer);
      setLate(false);
    };
  }, [isOn, delayMs]);
  return isOn && isLate;
}
