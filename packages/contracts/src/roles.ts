// Roles: those that are built in, and those that an organisation makes of permissions.
import { z } from 'zod';
import { endpoint, failure, RECENT } from './endpoint.ts';
import { Line } from './identity.ts';
import { Instant, Uuid } from './wire.ts';

export const roleNotFound = failure('role.not_found', 404, 'There is no such role of your organisation any more');
export const roleNameTaken = failure('role.name_taken', 409, 'Another role has this name already');
export const rolePermissionUnknown = failure(
  'role.permission_unknown',
  422,
  'One of these permissions does not exist in your organisation',
);
export const roleNotYours = failure(
  'role.not_yours',
  403,
  'You can make, change and archive only roles that grant no more than you hold yourself; ask an owner',
);
export const roleLimit = failure('role.limit_reached', 409, 'An organisation can have 50 roles of its own');
export const roleInUse = failure(
  'role.in_use',
  409,
  'People still hold this role or are invited to it; give them another one first',
);

export const Role = z
  .object({
    id: z.string().meta({ description: 'The name of a built-in role, the UUID of an own role' }),
    isOwn: z.boolean(),
    name: z.string().nullable().meta({ description: 'Of an own role; for the others the reader has words' }),
    version: z.int().min(1).nullable().meta({ description: 'Of an own role: what a change of it has to name' }),
    permissions: z.array(z.string()),
    members: z.int().meta({ description: 'How many people of the organisation hold it' }),
    mayGive: z.boolean().meta({ description: 'Whether the caller may invite somebody with it' }),
    changedAt: Instant.nullable(),
    changedBy: z.string().nullable().meta({ description: 'Name of who changed it last' }),
  })
  .meta({ id: 'Role' });
export type Role = z.infer<typeof Role>;

/** What somebody decides about an own role. */
export const RoleDefinition = z.object({
  name: Line(60),
  permissions: z
    .array(z.string().regex(/^[a-z-]+(\.[a-z-]+)+$/, 'must be the name of a permission'))
    .min(1)
    .max(200),
});
export type RoleDefinition = z.infer<typeof RoleDefinition>;

export const listRoles = endpoint({
  id: 'listRoles',
  method: 'GET',
  path: '/api/v1/roles',
  summary: 'Roles of the organisation, built-in ones first, and the permissions that each grants',
  access: { permission: 'people.read' },
  limit: 'default',
  response: z.object({ items: z.array(Role) }),
});

export const createRole = endpoint({
  id: 'createRole',
  method: 'POST',
  path: '/api/v1/roles',
  summary: 'Make a role of permissions that one holds oneself',
  access: { permission: 'role.manage' },
  limit: 'default',
  stepUp: RECENT,
  audit: 'role.created',
  status: 201,
  body: RoleDefinition,
  response: Role,
  errors: [roleNameTaken, rolePermissionUnknown, roleNotYours, roleLimit],
});

export const updateRole = endpoint({
  id: 'updateRole',
  method: 'PUT',
  path: '/api/v1/roles/:roleId',
  summary: 'Change an own role; holds for everybody who has it, on every device, within a second',
  access: { permission: 'role.manage' },
  limit: 'default',
  stepUp: RECENT,
  audit: 'role.changed',
  precondition: 'version',
  params: z.object({ roleId: Uuid }),
  body: RoleDefinition,
  response: Role,
  errors: [roleNotFound, roleNameTaken, rolePermissionUnknown, roleNotYours],
});

export const archiveRole = endpoint({
  id: 'archiveRole',
  method: 'DELETE',
  path: '/api/v1/roles/:roleId',
  summary: 'Archive an own role that nobody has',
  access: { permission: 'role.manage' },
  limit: 'default',
  stepUp: RECENT,
  audit: 'role.archived',
  params: z.object({ roleId: Uuid }),
  response: z.object({ archivedAt: Instant }),
  errors: [roleNotFound, roleNotYours, roleInUse],
});
