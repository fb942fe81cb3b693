// What a person has to wait for is limited: a build whose first pages need more script than this fails.
import { gzipSync } from 'node:zlib';
import type { Plugin, Rolldown } from 'vite';

export interface Budget {
  /** For whoever reads the message. */
  name: string;
  /** Modules that the page needs, with all that they import; paths from the root of the repository. */
  modules: readonly string[];
  limitBytes: number;
}

/** Bytes of gzipped script. Throws for a module that is in no chunk: a budget that measures nothing would pass. */
export function scriptBudget(budgets: readonly Budget[]): Plugin {
  return {
    name: 'sutra:script-budget',
    apply: 'build',
    writeBundle(_, bundle) {
      const chunks = Object.values(bundle).filter((file) => file.type === 'chunk');
      const over = budgets.flatMap(({ name, modules, limitBytes }) => {
        const needed = new Set<Rolldown.OutputChunk>();
        for (const path of modules) {
          const chunk = chunks.find(({ moduleIds }) => moduleIds.some((id) => id.endsWith(`/${path}`)));
          if (chunk === undefined) throw new Error(`${path} of the script budget “${name}” is in no chunk`);
          add(chunk);
        }
        const bytes = [...needed].reduce((sum, { code }) => sum + gzipSync(code).length, 0);
        this.info(`${name}: ${kilobytes(bytes)} of ${kilobytes(limitBytes)} of script, gzipped`);
        return bytes > limitBytes ? [`${name} needs ${kilobytes(bytes)}, and may need ${kilobytes(limitBytes)}`] : [];

        function add(chunk: Rolldown.OutputChunk): void {
          if (needed.has(chunk)) return;
          needed.add(chunk);
          for (const file of chunk.imports) {
            const imported = chunks.find(({ fileName }) => fileName === file);
            if (imported) add(imported);
          }
        }
      });
      if (over.length > 0)
        throw new Error(`Too much script (gzipped) before the first page shows: ${over.join('; ')}. Load parts later.`);
    },
  };
}

const kilobytes = (bytes: number) => `${Math.round(bytes / 1000)} kB`;
