import * as organisations from '@sutra/contracts/organisations';
import { type Route, route } from '@sutra/kernel/http/route';
import { downloadExport, type ExportDeps, listExports, startExport } from './export.service.ts';

export function organisationRoutes(deps: ExportDeps): Route[] {
  const { register } = deps;
  return [
    route(organisations.listOrganisations, ({ query }) => register.list(query)),
    route(organisations.getOperatedOrganisation, ({ params }) => register.get(params.organisationId)),
    route(organisations.createOrganisation, ({ body }, context) => register.create(context, body)),
    route(organisations.inviteOrganisationOwner, (input, context) => register.inviteOwner(context, input)),
    route(organisations.suspendOrganisation, ({ params, body }, context) =>
      register.suspend(context, params.organisationId, body.reason),
    ),
    route(organisations.resumeOrganisation, ({ params }, context) => register.resume(context, params.organisationId)),
    route(organisations.startOrganisationExport, ({ params }, context) =>
      startExport(deps, params.organisationId, context),
    ),
    route(organisations.listOrganisationExports, ({ params, query }, { actor }) =>
      listExports(deps, params.organisationId, query, actor),
    ),
    route(organisations.downloadOrganisationExport, ({ params }, context) =>
      downloadExport(deps, params.organisationId, params.exportId, context),
    ),
  ];
}
