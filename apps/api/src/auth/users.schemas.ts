import Joi from 'joi';
import { pageLimit, type PageLimit } from '../http/paging';
import { type Role, ROLES } from './principal';

/** No control characters, and none that are invisible or turn the direction of what stands beside them. */
const PRINTABLE = /^[^\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]+$/;

/** A name as people type it; the same letters are the same name however they were composed. */
export function printableText(maxLength: number): Joi.StringSchema {
  return Joi.string().trim().normalize('NFC').max(maxLength).pattern(PRINTABLE, 'printable text');
}

/** Never trimmed or normalised. Bounded, because hashing takes time by the byte. */
export function password(minLength: number): Joi.StringSchema {
  return Joi.string().min(minLength).max(200);
}

const MIN_PASSWORD_LENGTH = 8;
// Without flags: OpenAPI knows none.
const UUID = /^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/;
const NO_UUID = new RegExp(`^(?!${UUID.source.slice(1)})`);

const role = Joi.string().valid(...ROLES);
/** A tenant's id or name. */
const tenantRef = printableText(100);
const creatorAddress = printableText(128).allow(null);

export interface NewUserBody {
  username: string;
  password: string;
  role: Role;
  tenant_id?: string;
  creator_address?: string | null;
}

export const newUserBody = Joi.object<NewUserBody>({
  username: printableText(100).required(),
  password: password(MIN_PASSWORD_LENGTH).required(),
  role: role.required(),
  tenant_id: tenantRef,
  creator_address: creatorAddress,
});

export type UserChangeBody = Partial<Omit<NewUserBody, 'username'>> & { disabled?: boolean };

export const userChangeBody = Joi.object<UserChangeBody>({
  password: password(MIN_PASSWORD_LENGTH),
  role,
  tenant_id: tenantRef,
  creator_address: creatorAddress,
  disabled: Joi.boolean(),
}).min(1);

export const userParams = Joi.object<{ id: string }>({ id: Joi.string().pattern(UUID).required() });

export interface NewTenantBody {
  name: string;
}

/** A name in the form of an id could not be told from one. */
export const newTenantBody = Joi.object<NewTenantBody>({
  name: printableText(100).pattern(NO_UUID, 'a name, not an id').required(),
});

export const pageQuery = Joi.object<PageLimit>(pageLimit());

export interface UsersQuery extends PageLimit {
  username?: string;
}

export const usersQuery = Joi.object<UsersQuery>({
  ...pageLimit(),
  username: printableText(100).description('The one of that name'),
});

const timestamp = Joi.string().isoDate();

export const userAnswer = Joi.object({
  id: Joi.string().uuid().required(),
  username: Joi.string().required(),
  role: role.required(),
  tenant_id: Joi.string().uuid().required(),
  creator_address: Joi.string().allow(null).required(),
  disabled: Joi.boolean().required(),
  created_at: timestamp.required(),
  updated_at: timestamp.required(),
});

export const tenantAnswer = Joi.object({
  id: Joi.string().uuid().required(),
  name: Joi.string().required(),
  created_at: timestamp.required(),
});
