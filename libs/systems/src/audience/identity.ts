import { hash } from 'node:crypto';
import { judgeDomain, judgeEmail } from './addresses';

/** A record must have at least one of these, well-formed. */
export const IDENTITY_FIELDS = [
  'business_email',
  'personal_email',
  'email',
  'domain',
  'company_domain',
] as const;
export type IdentityField = (typeof IDENTITY_FIELDS)[number];

/** Members of a record that say whose it is; readers need to decode no others. */
export const IDENTITY_MEMBERS = [...IDENTITY_FIELDS, 'first_name', 'last_name'] as const;
export type IdentityMember = (typeof IDENTITY_MEMBERS)[number];

/** Members of one record as JSON has them, undefined where it has none: whatever a client may have sent. */
export type IdentityValues = Readonly<Partial<Record<IdentityMember, unknown>>>;

/** Whose record it is, normalised: trimmed, in lower case, domains in Unicode. At least one of the first two is there. */
export interface Identity {
  /** The first well-formed one of `business_email`, `email`, `personal_email`. */
  email: string | null;
  /** `company_domain`, `domain`, or else that of the e-mail. */
  domain: string | null;
  /** Empty when unknown, as `lastName`. */
  firstName: string;
  lastName: string;
}

export const IDENTITY_FAULTS = [
  'missing_identity',
  'empty_identity',
  'invalid_email',
  'invalid_domain',
] as const;
export type IdentityFaultCode = (typeof IDENTITY_FAULTS)[number];

/** Why nobody knows whose a record is. */
export interface IdentityFault {
  code: IdentityFaultCode;
  /** The first field that is wrong; null when there is none of the five. */
  field: IdentityField | null;
  /** For people; quotes what was sent, shortened. */
  message: string;
}

export type IdentityJudgement =
  { identity: Identity; fault: null } | { identity: null; fault: IdentityFault };

/** Whose is a record? One well-formed field of the five is enough, whatever the others hold. */
export function judgeIdentity(values: IdentityValues): IdentityJudgement {
  const email =
    judgeEmail(values.business_email) ?? judgeEmail(values.email) ?? judgeEmail(values.personal_email);
  const domain = judgeDomain(values.company_domain) ?? judgeDomain(values.domain);
  if (email === null && domain === null) return { identity: null, fault: faultOf(values) };
  const identity = {
    email,
    domain: domain ?? (email === null ? null : email.slice(email.lastIndexOf('@') + 1)),
    firstName: nameOf(values.first_name),
    lastName: nameOf(values.last_name),
  };
  return { identity, fault: null };
}

const KEY_BYTES = 16;

/**
 * Whether {@link judgeIdentity} would find whose a record is. Asks for no more values than it needs.
 * @param valueOf undefined for what a record has not
 */
export function isIdentified(valueOf: (field: IdentityField) => unknown): boolean {
  return (
    judgeEmail(valueOf('business_email')) !== null ||
    judgeEmail(valueOf('email')) !== null ||
    judgeEmail(valueOf('personal_email')) !== null ||
    judgeDomain(valueOf('company_domain')) !== null ||
    judgeDomain(valueOf('domain')) !== null
  );
}

/**
 * The same for all records of one person: 16 bytes of a SHA-256 over the e-mail, or over domain and name where there
 * is no e-mail, a character each (latin1). As a Buffer, or in hexadecimal, they would cost three times as much.
 */
export function identityBytes({ email, domain, firstName, lastName }: Identity): string {
  const text = email === null ? `d:${domain}\0${firstName}\0${lastName}` : `e:${email}`;
  return hash('sha256', text, 'binary').slice(0, KEY_BYTES);
}

/** {@link identityBytes} as the text of a UUID. */
export function identityKey(identity: Identity): string {
  const hex = Buffer.from(identityBytes(identity), 'latin1').toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

function nameOf(value: unknown): string {
  return typeof value === 'string' ? value.normalize('NFC').trim().toLowerCase() : '';
}

/** What is malformed says more than what is empty. */
function faultOf(values: IdentityValues): IdentityFault {
  const present = IDENTITY_FIELDS.filter((field) => values[field] !== undefined && values[field] !== null);
  const malformed = present.find((field) => !isBlank(values[field]));
  if (malformed) return malformedFault(malformed, values[malformed]);
  const [empty] = present;
  if (empty) return { code: 'empty_identity', field: empty, message: `${empty} is empty` };
  return {
    code: 'missing_identity',
    field: null,
    message: `has none of ${IDENTITY_FIELDS.join(', ')}`,
  };
}

function isBlank(value: unknown): boolean {
  return typeof value === 'string' && value.trim() === '';
}

function malformedFault(field: IdentityField, value: unknown): IdentityFault {
  const isDomain = field === 'domain' || field === 'company_domain';
  const wanted = isDomain ? 'a well-formed domain' : 'a well-formed e-mail address';
  return {
    code: isDomain ? 'invalid_domain' : 'invalid_email',
    field,
    message:
      typeof value === 'string'
        ? `${field} "${shortened(value)}" is not ${wanted}`
        : `${field} is not a text`,
  };
}

const QUOTED_CHARACTERS = 60;

function shortened(value: string): string {
  // Cut before it is spread: a value may be as long as the body.
  const characters = [...value.slice(0, 2 * QUOTED_CHARACTERS + 2)];
  if (characters.length <= QUOTED_CHARACTERS) return value;
  return `${characters.slice(0, QUOTED_CHARACTERS).join('')}…`;
}
