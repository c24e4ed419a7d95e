import { dataOf, type paths } from '@sluice/client';
import { type Command, Option } from 'commander';
import { type User } from '../../api-answers';
import { type Context, contextOf } from '../../context';
import { everyTenant, everyUser } from '../../every-page';
import { withExamples } from '../../examples';
import { CliError, EXIT } from '../../exit-codes';
import { confirm, readPassword } from '../../prompt';

interface AccountOptions {
  role?: Role;
  tenant?: string;
  creatorAddress?: string;
  passwordStdin?: true;
}

interface NewAccountOptions extends AccountOptions {
  role: Role;
}

interface UpdateOptions extends AccountOptions {
  password?: true;
}

const ROLES = ['admin', 'owner', 'agent', 'user'] as const;
type Role = (typeof ROLES)[number];

export function addUserCommands(parent: Command): void {
  const users = parent
    .command('users')
    .description('List and change users: of your tenant, for operators of all');
  addListing(users);
  addCreation(users);
  addUpdate(users);
  addAbling(users, 'disable', 'Lock a user out; sessions end, what the user owns stays', true);
  addAbling(users, 'enable', 'Let a disabled user in again', false);
  addDeletion(users);
  withExamples(users, [
    ['sluice ops users list', 'who there is'],
    ['sluice ops users create anong --role user', 'one more'],
  ]);
}

function addListing(users: Command): void {
  const command = users
    .command('list')
    .description('List users, oldest first')
    .action(async (_options: object, self: Command) => {
      const { client, out, isJson } = await contextOf(self);
      const [list, tenants] = await Promise.all([everyUser(client), everyTenant(client)]);
      if (isJson) return out.json(list);
      const names = new Map(tenants.map(({ id, name }) => [id, name]));
      out.table(
        ['USERNAME', 'ROLE', 'TENANT', 'STATE', 'CREATED', 'ID'],
        list.map((user) => [
          user.username,
          user.role,
          names.get(user.tenant_id) ?? user.tenant_id,
          user.disabled ? out.style('yellow', 'disabled') : 'active',
          user.created_at,
          user.id,
        ]),
      );
    });
  withExamples(command, [['sluice ops users list --json', 'for programs']]);
}

function accountOptions(command: Command): Command {
  return command
    .option('--tenant <name>', 'name or id of the tenant (default: yours)')
    .option('--creator-address <address>', 'for whom contents and their batches are changed')
    .option('--password-stdin', 'read the password from the standard input instead of asking for it');
}

function addCreation(users: Command): void {
  const command = accountOptions(
    users
      .command('create')
      .description('Make a user; the password is asked for')
      .argument('<username>')
      .addOption(new Option('--role <role>', 'what the user may do').choices(ROLES).makeOptionMandatory()),
  ).action(async (username: string, options: NewAccountOptions, self: Command) => {
    const context = await contextOf(self);
    const password = await readPassword({ fromStdin: options.passwordStdin ?? false, isNew: true });
    const body = { username, password, ...fieldsOf(options), role: options.role };
    show(context, 'Made', await dataOf(context.client.http.POST('/api/users', { body })));
  });
  withExamples(command, [
    ['sluice ops users create anong --role user', 'in your tenant'],
    ['sluice ops users create boss --role admin --tenant hospital-7', 'the first admin of another'],
  ]);
}

function addUpdate(users: Command): void {
  const command = accountOptions(
    users
      .command('update')
      .description('Change a user; a new password ends all of the user’s sessions')
      .argument('<user>', 'username or id')
      .addOption(new Option('--role <role>', 'what the user may do').choices(ROLES))
      .option('--password', 'ask for a new password'),
  ).action(async (named: string, options: UpdateOptions, self: Command) => {
    const context = await contextOf(self);
    const fields = fieldsOf(options);
    const hasPassword = options.password === true || options.passwordStdin === true;
    if (!hasPassword && Object.values(fields).every((value) => value === undefined)) {
      throw new CliError(EXIT.usage, 'Say what to change; see sluice ops users update --help');
    }
    const id = await idOf(context, named);
    const password = hasPassword
      ? await readPassword({ fromStdin: options.passwordStdin ?? false, isNew: true })
      : undefined;
    await change(context, id, { ...fields, password });
  });
  withExamples(command, [
    ['sluice ops users update anong --role owner', 'tokens of the former role stop working'],
    ['sluice ops users update anong --password', 'asks for it'],
  ]);
}

function addAbling(users: Command, name: string, description: string, disabled: boolean): void {
  const command = users
    .command(name)
    .description(description)
    .argument('<user>', 'username or id')
    .action(async (named: string, _options: object, self: Command) => {
      const context = await contextOf(self);
      await change(context, await idOf(context, named), { disabled });
    });
  withExamples(command, [[`sluice ops users ${name} anong`, 'within seconds, everywhere']]);
}

function addDeletion(users: Command): void {
  const command = users
    .command('delete')
    .description('Delete a user for good; what the user owned stays')
    .argument('<user>', 'username or id')
    .option('-y, --yes', 'do not ask')
    .action(async (named: string, { yes = false }: { yes?: boolean }, self: Command) => {
      const context = await contextOf(self);
      const id = await idOf(context, named);
      if (!yes && !(await confirm(`Delete ${named} for good?`, 'give --yes'))) {
        throw new CliError(EXIT.failed, 'Nothing was done');
      }
      await context.client.http.DELETE('/api/users/{id}', { params: { path: { id } } });
      context.notes.line(`Deleted: ${named}`);
    });
  withExamples(command, [['sluice ops users delete anong --yes', 'in a script']]);
}

function fieldsOf({ role, tenant, creatorAddress }: AccountOptions) {
  return { role, tenant_id: tenant, creator_address: creatorAddress };
}

type UserChange = NonNullable<
  paths['/api/users/{id}']['patch']
>['requestBody']['content']['application/json'];

async function change(context: Context, id: string, body: UserChange): Promise<void> {
  const changed = context.client.http.PATCH('/api/users/{id}', { params: { path: { id } }, body });
  show(context, 'Changed', await dataOf(changed));
}

function show({ out, isJson }: Context, did: string, user: User): void {
  if (isJson) return out.json(user);
  out.line(`${did}: ${user.username}, ${user.role}${user.disabled ? ', disabled' : ''}, id ${user.id}`);
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

async function idOf({ client }: Context, named: string): Promise<string> {
  if (UUID.test(named)) return named;
  const [user] = await dataOf(client.http.GET('/api/users', { params: { query: { username: named } } }));
  if (!user)
    throw new CliError(EXIT.failed, `There is no user ${named} that you may see: sluice ops users list`);
  return user.id;
}
