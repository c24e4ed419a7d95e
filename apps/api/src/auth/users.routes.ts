import { type Database } from '@sluice/kernel/db';
import Joi from 'joi';
import { pageHeaders } from '../http/paging';
import { defineRoute, type Reply, type Route } from '../http/route';
import { type Role } from './principal';
import { type Tenant } from './tenant.entity';
import { TenantsService } from './tenants.service';
import { type User } from './user.entity';
import { presentTenant, presentUser } from './users.presenter';
import {
  newTenantBody,
  newUserBody,
  pageQuery,
  tenantAnswer,
  userAnswer,
  userChangeBody,
  userParams,
  usersQuery,
} from './users.schemas';
import { UsersService } from './users.service';

const ADMINS: readonly Role[] = ['admin'];

/** Users and tenants, for admins. */
export function userRoutes({ db }: { db: Database }): Route[] {
  return [...accountRoutes(new UsersService(db)), ...tenantRoutes(new TenantsService(db))];
}

function accountRoutes(users: UsersService): Route[] {
  return [
    defineRoute({
      method: 'post',
      path: '/api/users',
      summary: 'Make a user, by default in the caller’s tenant',
      access: ADMINS,
      body: newUserBody,
      idempotent: true,
      responses: {
        201: { description: 'The user', schema: userAnswer },
        409: { description: 'The username is taken' },
      },
      async handler({ actor, body, keepAnswer }) {
        const newUser = {
          username: body.username,
          password: body.password,
          role: body.role,
          tenant: body.tenant_id,
          creatorAddress: body.creator_address ?? null,
        };
        return userMade(await users.create(actor, newUser, (sql, user) => keepAnswer(sql, userMade(user))));
      },
    }),
    defineRoute({
      method: 'get',
      path: '/api/users',
      summary: 'Users of the caller’s tenant, for operators of all, oldest first',
      access: ADMINS,
      query: usersQuery,
      responses: { 200: { description: 'A page of users', schema: Joi.array().items(userAnswer) } },
      async handler({ actor, query }) {
        const [page, total] = await users.list(actor, query);
        return {
          status: 200,
          headers: pageHeaders('/api/users', query, total),
          json: page.map(presentUser),
        };
      },
    }),
    defineRoute({
      method: 'patch',
      path: '/api/users/:id',
      summary: 'Change a user’s password, role, tenant or creator address, or disable the user',
      access: ADMINS,
      params: userParams,
      body: userChangeBody,
      responses: {
        200: { description: 'The user', schema: userAnswer },
        409: { description: 'The tenant `default` would be left without an admin' },
      },
      async handler({ actor, params, body }) {
        const user = await users.change(actor, params.id, {
          password: body.password,
          role: body.role,
          tenant: body.tenant_id,
          creatorAddress: body.creator_address,
          disabled: body.disabled,
        });
        return { status: 200, json: presentUser(user) };
      },
    }),
    defineRoute({
      method: 'delete',
      path: '/api/users/:id',
      summary: 'Delete a user; what the user owned stays',
      access: ADMINS,
      params: userParams,
      responses: {
        204: { description: 'Deleted' },
        403: { description: 'No admin, or the own account' },
        409: { description: 'The last admin of the tenant `default`' },
      },
      async handler({ actor, params }) {
        await users.remove(actor, params.id);
        return { status: 204 };
      },
    }),
  ];
}

function userMade(user: User): Reply {
  return { status: 201, headers: { Location: `/api/users/${user.id}` }, json: presentUser(user) };
}

function tenantRoutes(tenants: TenantsService): Route[] {
  return [
    defineRoute({
      method: 'post',
      path: '/api/tenants',
      summary: 'Make a tenant; for admins of the tenant `default`',
      access: 'operators',
      body: newTenantBody,
      idempotent: true,
      responses: {
        201: { description: 'The tenant', schema: tenantAnswer },
        409: { description: 'The name is taken' },
      },
      async handler({ actor, body, keepAnswer }) {
        const made = (tenant: Tenant): Reply => ({ status: 201, json: presentTenant(tenant) });
        return made(await tenants.create(actor, body.name, (sql, tenant) => keepAnswer(sql, made(tenant))));
      },
    }),
    defineRoute({
      method: 'get',
      path: '/api/tenants',
      summary: 'All tenants for admins of the tenant `default`, for other admins their own',
      access: ADMINS,
      query: pageQuery,
      responses: { 200: { description: 'A page of tenants', schema: Joi.array().items(tenantAnswer) } },
      async handler({ actor, query }) {
        const [page, total] = await tenants.list(actor, query);
        return {
          status: 200,
          headers: pageHeaders('/api/tenants', query, total),
          json: page.map(presentTenant),
        };
      },
    }),
  ];
}
