// Every module's migrations, listed by hand; a test compares this with the folders that exist.
const packages = new URL('../../../packages/', import.meta.url);

export const migrationSources: readonly URL[] = [
  'kernel/src/migrations/',
  'platform/src/privacy/migrations/',
  'platform/src/audit/migrations/',
  'platform/src/identity/migrations/',
  'platform/src/messaging/migrations/',
  'platform/src/workspace/migrations/',
  'platform/src/reference/migrations/',
  'platform/src/organisations/migrations/',
  'pharmacy/src/library/migrations/',
  'pharmacy/src/scanning/migrations/',
  'cotton/src/settings/migrations/',
].map((path) => new URL(path, packages));
