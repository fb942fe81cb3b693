export { type AuditLog, createAuditLog } from './audit.service.ts';
export type { NameOf } from './audit.view.ts';
export { classifyBy } from './difference.rules.ts';
export { type AuditModule, auditModule } from './module.ts';
