import { ActionIcon, AppShell, Burger, Group, Menu, NavLink, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconActivity, IconCoins, IconLanguage, IconStack2, IconUpload, IconUser } from '@tabler/icons-react';
import { type ReactNode, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import { UploadIndicator } from '../upload/upload-indicator';
import { ColourSwitch } from './colour-switch';
import { changeLanguage, type Language, LANGUAGES } from './languages';
import { queries } from './queries';
import { client } from './session';
import { useAppTexts } from './texts';
import { USER_KEY, type User, useUser } from './user';

const PLACES = [
  { href: '/', text: 'batches', icon: IconStack2 },
  { href: '/upload', text: 'upload', icon: IconUpload },
  { href: '/contents', text: 'contents', icon: IconCoins },
  { href: '/operations', text: 'operations', icon: IconActivity },
] as const;

/** Operators are admins of the first tenant, but which that is the API alone knows: it refuses the others. */
function isFor(user: User, place: (typeof PLACES)[number]): boolean {
  return place.text !== 'operations' || user.role === 'admin';
}

/** What is around every page. */
export function Shell({ children }: { children: ReactNode }) {
  const t = useAppTexts();
  const user = useUser();
  const [isOpen, { toggle, close }] = useDisclosure(false);
  const [location] = useLocation();
  useEffect(close, [location, close]);
  return (
    <AppShell
      header={{ height: 56 }}
      navbar={{ width: 208, breakpoint: 'sm', collapsed: { mobile: !isOpen } }}
      padding={{ base: 'sm', sm: 'lg' }}
    >
      <a className="skip-link" href="#content">
        {t('skip')}
      </a>
      <AppShell.Header>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap">
            <Burger opened={isOpen} onClick={toggle} hiddenFrom="sm" size="sm" aria-label={t('menu')} />
            <img src={`${import.meta.env.BASE_URL}sluice.svg`} width={26} height={26} alt="" />
            <Text fw={700} size="lg">
              Sluice
            </Text>
          </Group>
          <Group gap="xs" wrap="nowrap">
            <UploadIndicator />
            <LanguageMenu />
            <ColourSwitch />
            <AccountMenu name={user.username} />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="xs" aria-label={t('navigation')}>
        {PLACES.filter((place) => isFor(user, place)).map(({ href, text, icon: Icon }) => (
          <NavLink
            key={href}
            component={Link}
            href={href}
            label={t(text)}
            leftSection={<Icon size={18} stroke={1.7} aria-hidden />}
            active={location === href}
            aria-current={location === href ? 'page' : undefined}
          />
        ))}
      </AppShell.Navbar>
      <AppShell.Main id="content" tabIndex={-1}>
        {children}
      </AppShell.Main>
    </AppShell>
  );
}

/** In the header, and at the sign-in. */
export function LanguageMenu() {
  const t = useAppTexts();
  const { i18n } = useTranslation();
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t('language')}>
          <IconLanguage size={20} stroke={1.7} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {(Object.keys(LANGUAGES) as Language[]).map((language) => (
          <Menu.Item
            key={language}
            lang={language}
            fw={i18n.language === language ? 700 : 400}
            onClick={() => void changeLanguage(language)}
          >
            {LANGUAGES[language]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function AccountMenu({ name }: { name: string }) {
  const t = useAppTexts();
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={name}>
          <IconUser size={20} stroke={1.7} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{name}</Menu.Label>
        <Menu.Item onClick={() => void signOut()}>{t('signOut')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** What was read is forgotten as well: the next one to sign in here may be somebody else. */
async function signOut(): Promise<void> {
  await client.logout().catch(() => undefined);
  queries.setQueryData(USER_KEY, null);
  queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== USER_KEY[0] });
}
