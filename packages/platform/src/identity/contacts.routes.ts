import { removeContact, requestContactCode, verifyContact } from '@sutra/contracts/contacts';
import { type Route, route } from '@sutra/kernel/http/route';
import type { Contacts } from './contacts.service.ts';

export function contactRoutes(contacts: Contacts): Route[] {
  return [
    route(requestContactCode, ({ body }, context) => contacts.requestCode(context, body)),
    route(verifyContact, ({ body }, context) => contacts.verify(context, body)),
    route(removeContact, ({ params }, context) => contacts.remove(context, params.kind)),
  ];
}
