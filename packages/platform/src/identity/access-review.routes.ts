import { getAccessReport, recordAccessReview } from '@sutra/contracts/access-review';
import { type Route, route } from '@sutra/kernel/http/route';
import type { AccessReviews } from './access-review.service.ts';

export function accessReviewRoutes(reviews: AccessReviews): Route[] {
  return [
    route(getAccessReport, (_, context) => reviews.report(context)),
    route(recordAccessReview, ({ body }, context) => reviews.record(context, body)),
  ];
}
