export { findPackages, type Identifier, type IdentifierKind } from './library.queries.ts';
export type { Batch, KnownPackage, Package, Product } from './library.rules.ts';
export { type CodeForReview, recordReviewItem } from './review-items.ts';
export { type DemoCode, demoCodes } from './demo-codes.ts';
