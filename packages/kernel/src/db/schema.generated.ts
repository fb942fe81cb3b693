// Made by npm run generate from the migrations. Do not edit.
import type { ColumnType, Generated } from 'kysely';

type Json = ColumnType<unknown, string, string>;

export interface AuditEntry {
  id: string;
  org_id: string;
  transaction_id: Generated<string>;
  recorded_at: Date;
  action: string;
  actor_kind: string;
  actor_id: string | null;
  on_behalf_of: string | null;
  object_type: string | null;
  object_id: string | null;
  request_id: string | null;
  before_digest: Buffer | null;
  after_digest: Buffer | null;
  changes: Json;
  subject_id: string | null;
  personal: Buffer | null;
  origin: Buffer | null;
}

export interface AuditHead {
  org_id: string;
  sequence: number;
  hash: Buffer;
  updated_at: Date;
}

export interface AuditSeal {
  org_id: string;
  sequence: number;
  entry_id: string;
  previous_hash: Buffer;
  hash: Buffer;
}

export interface AuditSequencer {
  name: string;
  transaction_id: string;
  entry_id: string;
  restored: Generated<boolean>;
}

export interface AuditSigningKey {
  generation: number;
  name: string;
  public_key: Buffer;
  sealed_private_key: Buffer;
  created_at: Date;
}

export interface EventsOutbox {
  id: string;
  position: Generated<number>;
  org_id: string | null;
  type: string;
  subject: string;
  data: Json;
  occurred_at: Date;
}

export interface IdentityAccessReview {
  id: string;
  org_id: string;
  reviewed_at: Date;
  reviewed_by: string;
  digest: string;
  members: number;
  invitations: number;
  keys: number;
  findings: number;
  note: string | null;
}

export interface IdentityApiKey {
  id: string;
  org_id: string;
  service_account_id: string;
  name: string;
  hint: string;
  key_hash: Buffer;
  permissions: string[];
  ip_allow_list: Generated<string[]>;
  created_by: string;
  created_at: Date;
  expires_at: Date | null;
  last_used_at: Date | null;
  revoked_at: Date | null;
}

export interface IdentityAttemptCount {
  key: Buffer;
  attempts: number;
  last_at: Date;
  locked_until: Date | null;
}

export interface IdentityCeremony {
  id: string;
  user_id: string | null;
  purpose: string;
  secret_hash: Buffer | null;
  challenge: string;
  first_method: string | null;
  password_version: number | null;
  delivery: string | null;
  device_name: string | null;
  device_kind: string | null;
  key_thumbprint: string | null;
  guesses: Generated<number>;
  created_at: Date;
  expires_at: Date;
  used_at: Date | null;
  asks: string | null;
}

export interface IdentityContactChallenge {
  id: string;
  user_id: string;
  kind: string;
  contact: string;
  code_hash: Buffer | null;
  guesses: Generated<number>;
  created_at: Date;
  expires_at: Date;
  used_at: Date | null;
  sealed_code: Buffer | null;
  sending_until: Date | null;
  tries: Generated<number>;
}

export interface IdentityContactNotice {
  id: string;
  user_id: string;
  kind: string;
  contact: string;
  change: string;
  created_at: Date;
  sent_at: Date | null;
  sending_until: Date | null;
  tries: Generated<number>;
}

export interface IdentityDevice {
  id: string;
  user_id: string;
  name: string;
  kind: string;
  first_seen_at: Date;
  last_seen_at: Date;
  token_hash: Buffer | null;
  key_thumbprint: string | null;
}

export interface IdentityInvitation {
  id: string;
  org_id: string;
  name: string;
  mobile: string;
  roles: string[];
  status: Generated<string>;
  invited_by: string;
  person_id: string | null;
  created_at: Date;
  expires_at: Date;
  sent_at: Date | null;
  ended_at: Date | null;
  access_ends_at: Date | null;
  invited_as: string;
  sending_until: Date | null;
  tries: Generated<number>;
}

export interface IdentityLoginEvent {
  id: string;
  user_id: string;
  occurred_at: Date;
  method: string;
  outcome: string;
  ip: string;
  user_agent: string;
  device_id: string | null;
  reasons: Generated<string[]>;
  score: Generated<number>;
  session_id: string | null;
  country: string | null;
  second_method: string | null;
}

export interface IdentityMembership {
  org_id: string;
  user_id: string;
  roles: string[];
  status: Generated<string>;
  created_at: Date;
  version: Generated<number>;
  changed_at: Date | null;
  ends_at: Date | null;
  ended_at: Date | null;
  mobile_confirmed_at: Date | null;
}

export interface IdentityOrganisation {
  org_id: string;
  name: string;
  kind: string;
  status: Generated<string>;
  created_at: Date;
  legal_name: string | null;
  pan: string | null;
  address_lines: string[] | null;
  city: string | null;
  state_code: string | null;
  pincode: string | null;
  phone: string | null;
  email: string | null;
  website: string | null;
  financial_year_start_month: Generated<number>;
  time_zone: Generated<string>;
  version: Generated<number>;
  updated_at: Date | null;
  updated_by: string | null;
  second_factor_required: Generated<boolean>;
  device_key_required: Generated<boolean>;
  suspended_because: string | null;
  standing_version: Generated<number>;
  standing_changed_at: Date | null;
  risk_low: Generated<string>;
  risk_elevated: Generated<string>;
  risk_high: Generated<string>;
  security_version: Generated<number>;
  security_updated_at: Date | null;
  security_updated_by: string | null;
}

export interface IdentityOtpChallenge {
  id: string;
  user_id: string | null;
  code_hash: Buffer;
  guesses: Generated<number>;
  created_at: Date;
  expires_at: Date;
  used_at: Date | null;
  mobile: string | null;
  attempt_key: Buffer | null;
  sealed_code: Buffer | null;
  sending_until: Date | null;
  tries: Generated<number>;
}

export interface IdentityPasskey {
  id: string;
  user_id: string;
  credential_id: Buffer;
  public_key: Buffer;
  counter: number;
  transports: string[];
  is_backed_up: boolean;
  name: string;
  created_at: Date;
  last_used_at: Date | null;
}

export interface IdentityPerson {
  id: string;
  name: string;
  mobile: string | null;
  email: string | null;
  password_hash: string | null;
  status: Generated<string>;
  created_at: Date;
  password_version: Generated<number>;
  mobile_verified_at: Date | null;
  email_verified_at: Date | null;
  mobile_reported_at: Date | null;
}

export interface IdentityPin {
  user_id: string;
  device_id: string;
  pin_hash: string;
  failed: Generated<number>;
  proved_at: Date;
  set_at: Date;
  wrong: Generated<number>;
}

export interface IdentityRecoveryCode {
  user_id: string;
  code_hash: Buffer;
  created_at: Date;
}

export interface IdentityRole {
  org_id: string;
  id: string;
  name: string;
  permissions: string[];
  version: Generated<number>;
  created_at: Date;
  created_by: string;
  changed_at: Date | null;
  changed_by: string | null;
  archived_at: Date | null;
}

export interface IdentityServiceAccount {
  id: string;
  org_id: string;
  name: string;
  created_by: string;
  created_at: Date;
}

export interface IdentitySession {
  id: string;
  user_id: string;
  device_id: string;
  organisation_id: string;
  generation: Generated<number>;
  refresh_hash: Buffer;
  rotated_at: Date;
  user_agent_family: string;
  ip: string;
  user_agent: string;
  authentication_method: string;
  created_at: Date;
  last_active_at: Date;
  expires_at: Date;
  ends_at: Date;
  revoked_at: Date | null;
  revoked_because: string | null;
  key_thumbprint: string | null;
  acr: Generated<string>;
  proved_at: Date;
  country: string | null;
  latitude_hundredths: number | null;
  longitude_hundredths: number | null;
  refreshes: Generated<number>;
  refreshes_since: Date | null;
  second_method: string | null;
}

export interface IdentitySignInAlert {
  id: string;
  user_id: string;
  session_id: string;
  created_at: Date;
  expires_at: Date;
  sent_at: Date | null;
  used_at: Date | null;
  sending_until: Date | null;
  tries: Generated<number>;
}

export interface IdentitySigningKey {
  kid: string;
  public_jwk: Json;
  sealed_private_jwk: Buffer;
  created_at: Date;
  retires_at: Date;
}

export interface IdentityTotp {
  user_id: string;
  sealed_secret: Buffer;
  created_at: Date;
  confirmed_at: Date | null;
  last_step: Generated<number>;
}

export interface KernelIdempotencyAnswer {
  scope_id: string;
  actor_id: string;
  endpoint: string;
  key: string;
  request_digest: Buffer;
  status: number;
  sealed_answer: Buffer;
  created_at: Date;
}

export interface KernelMigration {
  name: string;
  checksum: string;
  applied_at: Generated<Date>;
}

export interface KernelUsedOnce {
  key: string;
  expires_at: Date;
}

export interface LibraryBatch {
  id: string;
  product_id: string;
  package_id: string;
  source_id: string;
  number: string;
  manufactured: string | null;
  expiry: string;
  mrp_paise: number | null;
  recalled_at: Date | null;
  recall_reason: string | null;
  updated_at: Date;
}

export interface LibraryIdentifier {
  kind: string;
  value: string;
  package_id: string;
  source_id: string;
}

export interface LibraryPackage {
  id: string;
  product_id: string;
  source_id: string;
  gtin: string;
  description: string;
  level: string;
  quantity: number;
  parent_id: string | null;
  updated_at: Date;
}

export interface LibraryProduct {
  id: string;
  source_id: string;
  brand: string;
  composition: string;
  strength: string;
  form: string;
  manufacturer: string;
  schedule: string;
  hsn: string | null;
  gst_rate_ppm: number | null;
  updated_at: Date;
}

export interface LibraryReviewItem {
  org_id: string;
  id: string;
  kind: string;
  status: Generated<string>;
  code_digest: Buffer;
  raw: string;
  gtin: string | null;
  seen_count: Generated<number>;
  first_seen_at: Date;
  last_seen_at: Date;
}

export interface LibrarySource {
  id: string;
  name: string;
  kind: string;
  licence_terms: string;
  created_at: Date;
}

export interface MessagingCaptured {
  id: string;
  recipient: string;
  body: string;
  code: string | null;
  sent_at: Date;
}

export interface MessagingSmsDay {
  day: string;
  calling_code: string;
  messages: number;
  paise: number;
}

export interface OrganisationsExport {
  org_id: string;
  id: string;
  organisation_id: string;
  state: Generated<string>;
  tables_total: number | null;
  tables_done: Generated<number>;
  rows_done: Generated<number>;
  size_bytes: number | null;
  file_digest: string | null;
  started_by: string;
  starter_kind: string;
  created_at: Date;
  progressed_at: Date;
  finished_at: Date | null;
  expires_at: Date | null;
}

export interface PrivacyPersonKey {
  user_id: string;
  wrapped_key: Buffer | null;
  created_at: Date;
  destroyed_at: Date | null;
}

export interface ReferenceOverride {
  org_id: string;
  id: string;
  kind: string;
  key: string;
  valid_from: string;
  valid_to: string | null;
  body: Json;
  reason: string;
  created_at: Date;
}

export interface ReferenceRule {
  id: string;
  kind: string;
  key: string;
  valid_from: string;
  valid_to: string | null;
  body: Json;
  source: string;
  created_at: Date;
}

export interface ScanningScan {
  org_id: string;
  id: string;
  client_scan_id: string;
  actor_id: string;
  device_id: string | null;
  raw: string;
  status: string;
  parsed: Json | null;
  error: Json | null;
  resolution: Json;
  warnings: Json;
  gtin: string | null;
  batch: string | null;
  serial: string | null;
  serial_first_scanned_at: Date | null;
  review_item_id: string | null;
  scanned_at: Date;
  recorded_at: Date;
}

export interface SettingsBankAccount {
  org_id: string;
  id: string;
  code: string;
  name: string;
  bank_name: string;
  branch: string | null;
  ifsc: string;
  account_number: string;
  account: string;
  is_default: boolean;
  note: string | null;
  version: Generated<number>;
  created_at: Date;
  updated_at: Date;
  archived_at: Date | null;
}

export interface SettingsCommissionStructure {
  org_id: string;
  id: string;
  code: string;
  name: string;
  earner: string;
  payer: string;
  commodity_id: string | null;
  basis: string;
  rate_ppm: number | null;
  rate_paise: number | null;
  minimum_paise: number | null;
  maximum_paise: number | null;
  valid_from: string;
  valid_to: string | null;
  source: string | null;
  note: string | null;
  version: Generated<number>;
  created_at: Date;
  updated_at: Date;
  archived_at: Date | null;
}

export interface SettingsCommodity {
  org_id: string;
  id: string;
  code: string;
  name: string;
  hsn: string;
  units: Json;
  price_unit: string;
  pack_unit: string | null;
  note: string | null;
  version: Generated<number>;
  created_at: Date;
  updated_at: Date;
  archived_at: Date | null;
}

export interface SettingsDeliveryTerm {
  org_id: string;
  id: string;
  code: string;
  name: string;
  basis: string;
  freight_by: string;
  insurance_by: string;
  weight_basis: string;
  weight_tolerance_ppm: number | null;
  shortage_allowance_grams_per_100_packs: number | null;
  tare_grams_per_100_packs: number | null;
  sampling_ppm: number | null;
  passing_days: number | null;
  lifting_days: number | null;
  free_storage_days: number | null;
  claim_working_days: number | null;
  source: string | null;
  note: string | null;
  version: Generated<number>;
  created_at: Date;
  updated_at: Date;
  archived_at: Date | null;
}

export interface SettingsGstRegistration {
  org_id: string;
  id: string;
  code: string;
  name: string;
  gstin: string;
  address_line: string | null;
  city: string | null;
  state_code: string | null;
  pincode: string | null;
  registered_on: string | null;
  is_default: boolean;
  note: string | null;
  version: Generated<number>;
  created_at: Date;
  updated_at: Date;
  archived_at: Date | null;
}

export interface SettingsImport {
  org_id: string;
  id: string;
  kind: string;
  file_name: string;
  format: string;
  content: Buffer | null;
  state: string;
  lines_total: number | null;
  lines_done: Generated<number>;
  created: Generated<number>;
  changed: Generated<number>;
  unchanged: Generated<number>;
  rejected: Generated<number>;
  rejects: Json;
  problem: string | null;
  started_by: string;
  starter_kind: string;
  created_at: Date;
  progressed_at: Date;
  finished_at: Date | null;
}

export interface SettingsIssuedNumber {
  org_id: string;
  series_id: string;
  position: number;
  gst_registration_id: string;
  financial_year: string;
  number: string;
  issued_at: Date;
}

export interface SettingsLocation {
  org_id: string;
  id: string;
  code: string;
  name: string;
  place: string;
  address_line: string | null;
  city: string | null;
  state_code: string | null;
  pincode: string | null;
  latitude_microdegrees: number | null;
  longitude_microdegrees: number | null;
  note: string | null;
  version: Generated<number>;
  created_at: Date;
  updated_at: Date;
  archived_at: Date | null;
}

export interface SettingsNumberingSeries {
  org_id: string;
  id: string;
  code: string;
  name: string;
  document: string;
  gst_registration_id: string | null;
  financial_year: string;
  prefix: string;
  suffix: string;
  width: number;
  start: number;
  note: string | null;
  version: Generated<number>;
  created_at: Date;
  updated_at: Date;
  archived_at: Date | null;
}

export interface SettingsParameter {
  org_id: string;
  id: string;
  code: string;
  name: string;
  commodity_id: string;
  measure: string;
  unit: string | null;
  scale: number;
  from: Json | null;
  to: Json | null;
  choices: Json;
  method: string | null;
  note: string | null;
  version: Generated<number>;
  created_at: Date;
  updated_at: Date;
  archived_at: Date | null;
}

export interface SettingsPaymentTerm {
  org_id: string;
  id: string;
  code: string;
  name: string;
  instrument: string;
  advance_ppm: number;
  advance_days: number | null;
  due_days: number;
  carry: Json;
  cash_discount_ppm_per_year: number | null;
  cash_discount_days: number | null;
  extension_deposit_ppm: number | null;
  invoice_back: boolean;
  source: string | null;
  note: string | null;
  version: Generated<number>;
  created_at: Date;
  updated_at: Date;
  archived_at: Date | null;
}

export interface SettingsQualityGrid {
  org_id: string;
  id: string;
  code: string;
  name: string;
  commodity_id: string;
  valid_from: string;
  valid_to: string | null;
  price_unit: string;
  currency: string;
  rules: Json;
  source: string | null;
  note: string | null;
  version: Generated<number>;
  created_at: Date;
  updated_at: Date;
  archived_at: Date | null;
}

export interface SettingsRevision {
  org_id: string;
  kind: string;
  record_id: string;
  version: number;
  change: string;
  body: Json;
  changed_by: string | null;
  changed_at: Date;
  import_id: string | null;
}

export interface SettingsVariety {
  org_id: string;
  id: string;
  code: string;
  name: string;
  commodity_id: string;
  alias: string | null;
  region: string | null;
  expected: Json;
  note: string | null;
  version: Generated<number>;
  created_at: Date;
  updated_at: Date;
  archived_at: Date | null;
}

export interface WorkspaceNotification {
  id: string;
  user_id: string;
  organisation_id: string | null;
  kind: string;
  values: Json;
  path: string | null;
  created_at: Date;
  read_at: Date | null;
}

export interface DB {
  'audit.entry': AuditEntry;
  'audit.head': AuditHead;
  'audit.seal': AuditSeal;
  'audit.sequencer': AuditSequencer;
  'audit.signing_key': AuditSigningKey;
  'events.outbox': EventsOutbox;
  'identity.access_review': IdentityAccessReview;
  'identity.api_key': IdentityApiKey;
  'identity.attempt_count': IdentityAttemptCount;
  'identity.ceremony': IdentityCeremony;
  'identity.contact_challenge': IdentityContactChallenge;
  'identity.contact_notice': IdentityContactNotice;
  'identity.device': IdentityDevice;
  'identity.invitation': IdentityInvitation;
  'identity.login_event': IdentityLoginEvent;
  'identity.membership': IdentityMembership;
  'identity.organisation': IdentityOrganisation;
  'identity.otp_challenge': IdentityOtpChallenge;
  'identity.passkey': IdentityPasskey;
  'identity.person': IdentityPerson;
  'identity.pin': IdentityPin;
  'identity.recovery_code': IdentityRecoveryCode;
  'identity.role': IdentityRole;
  'identity.service_account': IdentityServiceAccount;
  'identity.session': IdentitySession;
  'identity.sign_in_alert': IdentitySignInAlert;
  'identity.signing_key': IdentitySigningKey;
  'identity.totp': IdentityTotp;
  'kernel.idempotency_answer': KernelIdempotencyAnswer;
  'kernel.migration': KernelMigration;
  'kernel.used_once': KernelUsedOnce;
  'library.batch': LibraryBatch;
  'library.identifier': LibraryIdentifier;
  'library.package': LibraryPackage;
  'library.product': LibraryProduct;
  'library.review_item': LibraryReviewItem;
  'library.source': LibrarySource;
  'messaging.captured': MessagingCaptured;
  'messaging.sms_day': MessagingSmsDay;
  'organisations.export': OrganisationsExport;
  'privacy.person_key': PrivacyPersonKey;
  'reference.override': ReferenceOverride;
  'reference.rule': ReferenceRule;
  'scanning.scan': ScanningScan;
  'settings.bank_account': SettingsBankAccount;
  'settings.commission_structure': SettingsCommissionStructure;
  'settings.commodity': SettingsCommodity;
  'settings.delivery_term': SettingsDeliveryTerm;
  'settings.gst_registration': SettingsGstRegistration;
  'settings.import': SettingsImport;
  'settings.issued_number': SettingsIssuedNumber;
  'settings.location': SettingsLocation;
  'settings.numbering_series': SettingsNumberingSeries;
  'settings.parameter': SettingsParameter;
  'settings.payment_term': SettingsPaymentTerm;
  'settings.quality_grid': SettingsQualityGrid;
  'settings.revision': SettingsRevision;
  'settings.variety': SettingsVariety;
  'workspace.notification': WorkspaceNotification;
}

/** Every column, with the category of personal data that it holds, as the schema's comments say, or null. */
export const columnCategories: Readonly<Record<string, Readonly<Record<string, string | null>>>> = {
  'audit.entry': { id: null, org_id: null, transaction_id: null, recorded_at: null, action: null, actor_kind: null, actor_id: 'identifier', on_behalf_of: 'identifier', object_type: null, object_id: 'identifier', request_id: null, before_digest: null, after_digest: null, changes: null, subject_id: 'identifier', personal: 'content', origin: 'network' },
  'audit.head': { org_id: null, sequence: null, hash: null, updated_at: null },
  'audit.seal': { org_id: null, sequence: null, entry_id: null, previous_hash: null, hash: null },
  'audit.sequencer': { name: null, transaction_id: null, entry_id: null, restored: null },
  'audit.signing_key': { generation: null, name: null, public_key: null, sealed_private_key: null, created_at: null },
  'events.outbox': { id: null, position: null, org_id: null, type: null, subject: null, data: null, occurred_at: null },
  'identity.access_review': { id: null, org_id: null, reviewed_at: null, reviewed_by: 'identifier', digest: null, members: null, invitations: null, keys: null, findings: null, note: 'content' },
  'identity.api_key': { id: null, org_id: null, service_account_id: null, name: null, hint: null, key_hash: null, permissions: null, ip_allow_list: null, created_by: 'identifier', created_at: null, expires_at: null, last_used_at: null, revoked_at: null },
  'identity.attempt_count': { key: 'identifier', attempts: null, last_at: null, locked_until: null },
  'identity.ceremony': { id: null, user_id: 'identifier', purpose: null, secret_hash: 'credential', challenge: null, first_method: null, password_version: null, delivery: null, device_name: 'device', device_kind: null, key_thumbprint: 'device', guesses: null, created_at: null, expires_at: null, used_at: null, asks: null },
  'identity.contact_challenge': { id: null, user_id: 'identifier', kind: null, contact: 'contact', code_hash: 'credential', guesses: null, created_at: null, expires_at: null, used_at: null, sealed_code: 'credential', sending_until: null, tries: null },
  'identity.contact_notice': { id: null, user_id: 'identifier', kind: null, contact: 'contact', change: null, created_at: null, sent_at: null, sending_until: null, tries: null },
  'identity.device': { id: null, user_id: 'identifier', name: 'device', kind: null, first_seen_at: null, last_seen_at: null, token_hash: 'credential', key_thumbprint: 'device' },
  'identity.invitation': { id: null, org_id: null, name: 'identity', mobile: 'contact', roles: null, status: null, invited_by: 'identifier', person_id: 'identifier', created_at: null, expires_at: null, sent_at: null, ended_at: null, access_ends_at: null, invited_as: null, sending_until: null, tries: null },
  'identity.login_event': { id: null, user_id: 'identifier', occurred_at: null, method: null, outcome: null, ip: 'network', user_agent: 'device', device_id: null, reasons: null, score: null, session_id: null, country: 'network', second_method: null },
  'identity.membership': { org_id: null, user_id: 'identifier', roles: null, status: null, created_at: null, version: null, changed_at: null, ends_at: null, ended_at: null, mobile_confirmed_at: null },
  'identity.organisation': { org_id: null, name: null, kind: null, status: null, created_at: null, legal_name: null, pan: 'identifier', address_lines: 'contact', city: null, state_code: null, pincode: null, phone: 'contact', email: 'contact', website: null, financial_year_start_month: null, time_zone: null, version: null, updated_at: null, updated_by: 'identifier', second_factor_required: null, device_key_required: null, suspended_because: null, standing_version: null, standing_changed_at: null, risk_low: null, risk_elevated: null, risk_high: null, security_version: null, security_updated_at: null, security_updated_by: 'identifier' },
  'identity.otp_challenge': { id: null, user_id: 'identifier', code_hash: 'credential', guesses: null, created_at: null, expires_at: null, used_at: null, mobile: 'contact', attempt_key: 'identifier', sealed_code: 'credential', sending_until: null, tries: null },
  'identity.passkey': { id: null, user_id: 'identifier', credential_id: 'credential', public_key: 'credential', counter: null, transports: null, is_backed_up: null, name: 'device', created_at: null, last_used_at: null },
  'identity.person': { id: 'identifier', name: 'identity', mobile: 'contact', email: 'contact', password_hash: 'credential', status: null, created_at: null, password_version: null, mobile_verified_at: null, email_verified_at: null, mobile_reported_at: null },
  'identity.pin': { user_id: 'identifier', device_id: null, pin_hash: 'credential', failed: null, proved_at: null, set_at: null, wrong: null },
  'identity.recovery_code': { user_id: 'identifier', code_hash: 'credential', created_at: null },
  'identity.role': { org_id: null, id: null, name: null, permissions: null, version: null, created_at: null, created_by: 'identifier', changed_at: null, changed_by: 'identifier', archived_at: null },
  'identity.service_account': { id: null, org_id: null, name: null, created_by: 'identifier', created_at: null },
  'identity.session': { id: null, user_id: 'identifier', device_id: null, organisation_id: null, generation: null, refresh_hash: 'credential', rotated_at: null, user_agent_family: 'device', ip: 'network', user_agent: 'device', authentication_method: null, created_at: null, last_active_at: null, expires_at: null, ends_at: null, revoked_at: null, revoked_because: null, key_thumbprint: 'device', acr: null, proved_at: null, country: 'network', latitude_hundredths: 'network', longitude_hundredths: 'network', refreshes: null, refreshes_since: null, second_method: null },
  'identity.sign_in_alert': { id: null, user_id: 'identifier', session_id: null, created_at: null, expires_at: null, sent_at: null, used_at: null, sending_until: null, tries: null },
  'identity.signing_key': { kid: null, public_jwk: null, sealed_private_jwk: null, created_at: null, retires_at: null },
  'identity.totp': { user_id: 'identifier', sealed_secret: 'credential', created_at: null, confirmed_at: null, last_step: null },
  'kernel.idempotency_answer': { scope_id: null, actor_id: 'identifier', endpoint: null, key: null, request_digest: null, status: null, sealed_answer: 'sealed', created_at: null },
  'kernel.migration': { name: null, checksum: null, applied_at: null },
  'kernel.used_once': { key: null, expires_at: null },
  'library.batch': { id: null, product_id: null, package_id: null, source_id: null, number: null, manufactured: null, expiry: null, mrp_paise: null, recalled_at: null, recall_reason: null, updated_at: null },
  'library.identifier': { kind: null, value: null, package_id: null, source_id: null },
  'library.package': { id: null, product_id: null, source_id: null, gtin: null, description: null, level: null, quantity: null, parent_id: null, updated_at: null },
  'library.product': { id: null, source_id: null, brand: null, composition: null, strength: null, form: null, manufacturer: null, schedule: null, hsn: null, gst_rate_ppm: null, updated_at: null },
  'library.review_item': { org_id: null, id: null, kind: null, status: null, code_digest: null, raw: 'content', gtin: null, seen_count: null, first_seen_at: null, last_seen_at: null },
  'library.source': { id: null, name: null, kind: null, licence_terms: null, created_at: null },
  'messaging.captured': { id: null, recipient: 'contact', body: 'content', code: 'credential', sent_at: null },
  'messaging.sms_day': { day: null, calling_code: null, messages: null, paise: null },
  'organisations.export': { org_id: null, id: null, organisation_id: null, state: null, tables_total: null, tables_done: null, rows_done: null, size_bytes: null, file_digest: null, started_by: 'identifier', starter_kind: null, created_at: null, progressed_at: null, finished_at: null, expires_at: null },
  'privacy.person_key': { user_id: 'identifier', wrapped_key: null, created_at: null, destroyed_at: null },
  'reference.override': { org_id: null, id: null, kind: null, key: null, valid_from: null, valid_to: null, body: null, reason: null, created_at: null },
  'reference.rule': { id: null, kind: null, key: null, valid_from: null, valid_to: null, body: null, source: null, created_at: null },
  'scanning.scan': { org_id: null, id: null, client_scan_id: null, actor_id: 'identifier', device_id: 'device', raw: 'content', status: null, parsed: 'content', error: null, resolution: null, warnings: null, gtin: null, batch: null, serial: null, serial_first_scanned_at: null, review_item_id: null, scanned_at: null, recorded_at: null },
  'settings.bank_account': { org_id: null, id: null, code: null, name: null, bank_name: null, branch: null, ifsc: null, account_number: null, account: null, is_default: null, note: null, version: null, created_at: null, updated_at: null, archived_at: null },
  'settings.commission_structure': { org_id: null, id: null, code: null, name: null, earner: null, payer: null, commodity_id: null, basis: null, rate_ppm: null, rate_paise: null, minimum_paise: null, maximum_paise: null, valid_from: null, valid_to: null, source: null, note: null, version: null, created_at: null, updated_at: null, archived_at: null },
  'settings.commodity': { org_id: null, id: null, code: null, name: null, hsn: null, units: null, price_unit: null, pack_unit: null, note: null, version: null, created_at: null, updated_at: null, archived_at: null },
  'settings.delivery_term': { org_id: null, id: null, code: null, name: null, basis: null, freight_by: null, insurance_by: null, weight_basis: null, weight_tolerance_ppm: null, shortage_allowance_grams_per_100_packs: null, tare_grams_per_100_packs: null, sampling_ppm: null, passing_days: null, lifting_days: null, free_storage_days: null, claim_working_days: null, source: null, note: null, version: null, created_at: null, updated_at: null, archived_at: null },
  'settings.gst_registration': { org_id: null, id: null, code: null, name: null, gstin: null, address_line: null, city: null, state_code: null, pincode: null, registered_on: null, is_default: null, note: null, version: null, created_at: null, updated_at: null, archived_at: null },
  'settings.import': { org_id: null, id: null, kind: null, file_name: null, format: null, content: null, state: null, lines_total: null, lines_done: null, created: null, changed: null, unchanged: null, rejected: null, rejects: null, problem: null, started_by: 'identifier', starter_kind: null, created_at: null, progressed_at: null, finished_at: null },
  'settings.issued_number': { org_id: null, series_id: null, position: null, gst_registration_id: null, financial_year: null, number: null, issued_at: null },
  'settings.location': { org_id: null, id: null, code: null, name: null, place: null, address_line: null, city: null, state_code: null, pincode: null, latitude_microdegrees: null, longitude_microdegrees: null, note: null, version: null, created_at: null, updated_at: null, archived_at: null },
  'settings.numbering_series': { org_id: null, id: null, code: null, name: null, document: null, gst_registration_id: null, financial_year: null, prefix: null, suffix: null, width: null, start: null, note: null, version: null, created_at: null, updated_at: null, archived_at: null },
  'settings.parameter': { org_id: null, id: null, code: null, name: null, commodity_id: null, measure: null, unit: null, scale: null, from: null, to: null, choices: null, method: null, note: null, version: null, created_at: null, updated_at: null, archived_at: null },
  'settings.payment_term': { org_id: null, id: null, code: null, name: null, instrument: null, advance_ppm: null, advance_days: null, due_days: null, carry: null, cash_discount_ppm_per_year: null, cash_discount_days: null, extension_deposit_ppm: null, invoice_back: null, source: null, note: null, version: null, created_at: null, updated_at: null, archived_at: null },
  'settings.quality_grid': { org_id: null, id: null, code: null, name: null, commodity_id: null, valid_from: null, valid_to: null, price_unit: null, currency: null, rules: null, source: null, note: null, version: null, created_at: null, updated_at: null, archived_at: null },
  'settings.revision': { org_id: null, kind: null, record_id: null, version: null, change: null, body: null, changed_by: 'identifier', changed_at: null, import_id: null },
  'settings.variety': { org_id: null, id: null, code: null, name: null, commodity_id: null, alias: null, region: null, expected: null, note: null, version: null, created_at: null, updated_at: null, archived_at: null },
  'workspace.notification': { id: null, user_id: 'identifier', organisation_id: null, kind: null, values: 'content', path: null, created_at: null, read_at: null },
};
