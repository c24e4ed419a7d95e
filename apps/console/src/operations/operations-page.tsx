import { Alert, Anchor, Center, Group, Loader, Stack, Tabs, Text, Title } from '@mantine/core';
import { SluiceError } from '@sluice/client';
import { IconExternalLink } from '@tabler/icons-react';
import { useSearchParams } from 'wouter';
import { useUser } from '../app/user';
import { AccountsTab } from './accounts/accounts-tab';
import { AuditTab } from './audit/audit-tab';
import { JobsTab } from './jobs/jobs-tab';
import { StatusTab } from './status/status-tab';
import { useSamples } from './status/use-samples';
import { useStatus } from './status/use-status';
import { useOperationsTexts } from './texts';

const TABS = ['status', 'jobs', 'audit', 'users'] as const;
/** What the API lets admins of any tenant see; the rest is for operators. */
const TABS_OF_ADMINS: readonly string[] = ['audit', 'users'];

/** How the service is, and what is done about it. */
export default function OperationsPage() {
  const t = useOperationsTexts();
  const { role } = useUser();
  if (role !== 'admin') return <Alert role="status">{t('adminsOnly')}</Alert>;
  return <AdminsPage />;
}

/** Whether somebody is an operator is the API's to know: it is asked, and what it refuses is not shown. */
function AdminsPage() {
  const t = useOperationsTexts();
  const status = useStatus();
  const samples = useSamples(status.data);
  const [search, setSearch] = useSearchParams();
  const isRefused = status.error instanceof SluiceError && status.error.status === 403;
  const tabs = TABS.filter((tab) => !isRefused || TABS_OF_ADMINS.includes(tab));
  const shown = tabs.find((tab) => tab === search.get('tab')) ?? tabs[0];
  if (status.isPending) {
    return (
      <Center py="xl">
        <Loader />
      </Center>
    );
  }
  return (
    <Stack gap="md">
      <Group justify="space-between">
        <Title order={1} size="h2">
          {t('title')}
        </Title>
        {!isRefused && <Links />}
      </Group>
      <Tabs
        value={shown ?? null}
        onChange={(tab) => setSearch(tab === null ? {} : { tab })}
        keepMounted={false}
      >
        <Tabs.List aria-label={t('tabs')} mb="md">
          {tabs.map((tab) => (
            <Tabs.Tab key={tab} value={tab}>
              {t(tab)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="status">
          <StatusTab status={status.data} error={status.error} samples={samples} />
        </Tabs.Panel>
        <Tabs.Panel value="jobs">
          <JobsTab status={status.data} />
        </Tabs.Panel>
        <Tabs.Panel value="audit">
          <AuditTab isOperator={!isRefused} />
        </Tabs.Panel>
        <Tabs.Panel value="users">
          <AccountsTab isOperator={!isRefused} />
        </Tabs.Panel>
      </Tabs>
    </Stack>
  );
}

/** Outside of the console. */
function Links() {
  const t = useOperationsTexts();
  return (
    <Group gap="md">
      <OutsideLink href="/docs" text={t('apiDocs')} />
      <OutsideLink href="/admin/queues" text={t('board')} hint={t('boardHint')} />
    </Group>
  );
}

function OutsideLink({ href, text, hint }: { href: string; text: string; hint?: string }) {
  const t = useOperationsTexts();
  return (
    <Anchor
      href={href}
      target="_blank"
      rel="noreferrer"
      size="sm"
      title={hint}
      aria-label={[text, hint, t('newTab')].filter(Boolean).join(' ')}
    >
      <Group gap={4} component="span" wrap="nowrap">
        <Text span inherit>
          {text}
        </Text>
        <IconExternalLink size={14} aria-hidden />
      </Group>
    </Anchor>
  );
}
