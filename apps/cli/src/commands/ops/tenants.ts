import { dataOf } from '@sluice/client';
import { type Command } from 'commander';
import { contextOf } from '../../context';
import { everyTenant } from '../../every-page';
import { withExamples } from '../../examples';

export function addTenantCommands(parent: Command): void {
  const tenants = parent.command('tenants').description('List and make tenants');
  const list = tenants
    .command('list')
    .description('List tenants, oldest first: all for operators, for others the own')
    .action(async (_options: object, self: Command) => {
      const { client, out, isJson } = await contextOf(self);
      const found = await everyTenant(client);
      if (isJson) return out.json(found);
      out.table(
        ['NAME', 'CREATED', 'ID'],
        found.map(({ name, created_at, id }) => [name, created_at, id]),
      );
    });
  withExamples(list, [['sluice ops tenants list', 'names and ids']]);
  const create = tenants
    .command('create')
    .description('Make a tenant; for operators')
    .argument('<name>')
    .action(async (name: string, _options: object, self: Command) => {
      const { client, out, isJson } = await contextOf(self);
      const tenant = await dataOf(client.http.POST('/api/tenants', { body: { name } }));
      if (isJson) return out.json(tenant);
      out.line(`Made: ${tenant.name}, id ${tenant.id}`);
    });
  withExamples(create, [
    ['sluice ops tenants create hospital-7', 'then: sluice ops users create … --tenant hospital-7'],
  ]);
  withExamples(tenants, [['sluice ops tenants list', 'names and ids']]);
}
