import { getScan, listScans, scanCode } from '@sutra/contracts/scanning';
import { type Route, route } from '@sutra/kernel/http/route';
import * as service from './scanning.service.ts';

export function scanningRoutes(deps: service.ScanningDeps): readonly Route[] {
  return [
    route(scanCode, ({ body }, context) => service.scanCode(deps, body, context)),
    route(getScan, ({ params }, context) => service.getScan(deps, params.scanId, context)),
    route(listScans, ({ query }, context) => service.listScans(deps, query, context)),
  ];
}
