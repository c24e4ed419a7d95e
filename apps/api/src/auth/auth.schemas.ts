import Joi from 'joi';
import { password, printableText } from './users.schemas';

export interface LoginBody {
  username: string;
  password: string;
}

/** Other fields are let pass: OAuth2 libraries send `grant_type` and `scope` along. */
export const loginBody = Joi.object<LoginBody>({
  username: printableText(100).required(),
  password: password(1).required(),
}).unknown();

export interface RefreshBody {
  refresh_token: string;
}

/** Ours have 43 characters; whatever else comes is unknown, not malformed. */
const refreshToken = Joi.string().max(1000);

export const refreshBody = Joi.object<RefreshBody>({ refresh_token: refreshToken.required() }).unknown();

export const logoutBody = Joi.object<Partial<RefreshBody>>({ refresh_token: refreshToken }).unknown();

export const tokensAnswer = Joi.object({
  access_token: Joi.string().required(),
  refresh_token: Joi.string().required(),
  token_type: Joi.string().valid('bearer').required(),
  expires_in: Joi.number().integer().required(),
});
