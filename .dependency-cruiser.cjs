// The direction of imports: contracts ← kernel ← platform ← pharmacy, cotton ← apps/server; browser code takes only what is pure.
const only = (name, from, allowed) => ({
  name,
  severity: 'error',
  comment: `${from} imports only: ${allowed.join(', ')}`,
  from: { path: from, pathNot: '\\.test\\.tsx?$' },
  to: { path: '^(apps|packages|bench|e2e|tools)/', pathNot: allowed },
});

module.exports = {
  forbidden: [
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    only('contracts-stand-alone', '^packages/contracts/', ['^packages/contracts/']),
    {
      name: 'contracts-import-only-zod',
      severity: 'error',
      from: { path: '^packages/contracts/', pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['npm', 'core'], pathNot: 'node_modules/zod/' },
    },
    only('gs1-stands-alone', '^packages/gs1/', ['^packages/gs1/']),
    {
      name: 'gs1-has-no-dependencies',
      severity: 'error',
      // The command is a program for Node; nothing else imports it.
      from: {
        path: '^packages/gs1/src',
        pathNot: '(\\.test\\.ts|arbitrary\\.ts|conformance-vectors\\.ts)$|/command/',
      },
      to: { dependencyTypes: ['npm', 'core'] },
    },
    only('kernel-knows-no-module', '^packages/kernel/', ['^packages/(contracts|kernel)/']),
    only('platform-knows-no-vertical', '^packages/platform/', ['^packages/(contracts|kernel|platform)/']),
    only('pharmacy-stands-beside-cotton', '^packages/pharmacy/', [
      '^packages/(contracts|kernel|gs1|pharmacy)/',
      '^packages/platform/src/[^/]+/public\\.ts$',
    ]),
    only('cotton-stands-beside-pharmacy', '^packages/cotton/', [
      '^packages/(contracts|kernel|cotton)/',
      '^packages/platform/src/[^/]+/public\\.ts$',
    ]),
    only('sdk-is-for-clients', '^packages/sdk/', ['^packages/(contracts|sdk)/']),
    only('ui-is-for-clients', '^packages/ui/', ['^packages/(contracts|gs1|ui)/']),
    only('console-is-a-client', '^apps/console/', [
      '^apps/console/',
      '^packages/(contracts|gs1|sdk|ui)/',
      '^packages/[^/]+/src/[^/]+/[^/]+\\.rules\\.ts$',
    ]),
    {
      name: 'rules-are-pure',
      severity: 'error',
      from: { path: '\\.rules\\.ts$' },
      to: {
        path: '\\.(service|queries|routes)\\.ts$|^packages/kernel/src/(db|http)/|node_modules/(pg|kysely|fastify)/',
      },
    },
    {
      name: 'modules-meet-through-public',
      severity: 'error',
      comment: 'another module is reached through its public.ts',
      from: { path: '^packages/(platform|pharmacy|cotton)/src/([^/]+)/', pathNot: '\\.test\\.ts$' },
      to: {
        path: '^packages/(platform|pharmacy|cotton)/src/([^/]+)/',
        pathNot: ['^packages/$1/src/$2/', '/public\\.ts$'],
      },
    },
    {
      name: 'nobody-imports-tests',
      severity: 'error',
      from: { pathNot: ['\\.test\\.tsx?$', '^(packages/testkit|bench|e2e|tools)/'] },
      to: { path: ['\\.test\\.tsx?$', '^packages/testkit/'] },
    },
    { name: 'nothing-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(\\.cache|coverage|dist)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.json'],
    },
  },
};
