import { Anchor, Stack, Title } from '@mantine/core';
import { Link } from 'wouter';
import { useAppTexts } from './texts';

export function NotFoundPage() {
  const t = useAppTexts();
  return (
    <Stack align="center" py="xl">
      <Title order={1} size="h3">
        {t('notFound')}
      </Title>
      <Anchor component={Link} href="/">
        {t('toBatches')}
      </Anchor>
    </Stack>
  );
}
