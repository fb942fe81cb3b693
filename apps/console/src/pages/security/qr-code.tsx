import { encodeQR } from 'qr';
import { useMemo } from 'react';
import styles from './security.module.css';

/** A text for a camera. `name` says what it is to those who do not see it. */
export function QrCode({ content, name }: { content: string; name: string }) {
  const { size, path } = useMemo(() => {
    const rows = encodeQR(content, 'raw', { ecc: 'medium', border: 2 });
    const squares = rows.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : [])));
    return { size: rows.length, path: squares.join('') };
  }, [content]);
  return (
    // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- an image of a data URL would keep the secret in the address
    <svg className={styles.qr} viewBox={`0 0 ${size} ${size}`} shapeRendering="crispEdges" role="img" aria-label={name}>
      <path d={path} fill="#000" />
    </svg>
  );
}
