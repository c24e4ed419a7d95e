import { List, Text } from '@mantine/core';
import { Changes, type Values } from './changes';
import { type Content, type Operation } from './contents';
import { stxOf } from './stx';
import { useContentsTexts } from './texts';

/** So many contents are named before an operation. */
const SHOWN = 8;

interface PreviewProps {
  kind: Operation['kind'];
  contents: Content[];
  /** undefined while it is not clear yet what is to be done. */
  operation: Operation | undefined;
}

/** What an operation would change in each content. */
export function Preview({ kind, contents, operation }: PreviewProps) {
  const t = useContentsTexts();
  const after = operation && valuesOf(operation);
  return (
    <>
      <List size="sm" listStyleType="none" spacing="xs">
        {contents.slice(0, SHOWN).map((content) => (
          <List.Item key={content.contentId}>
            <Text size="sm" fw={600}>
              {content.title}
            </Text>
            {after && <Changes before={content} after={after} />}
            {!after && kind === 'price' && (
              <Text size="sm" c="dimmed" className="numbers">
                {t('price')}: {stxOf(content.price)}
              </Text>
            )}
          </List.Item>
        ))}
      </List>
      {contents.length > SHOWN && (
        <Text size="sm">{t('moreContents', { count: contents.length - SHOWN })}</Text>
      )}
    </>
  );
}

function valuesOf(operation: Operation): Values {
  if (operation.kind === 'price') return { price: operation.newPrice };
  if (operation.kind === 'metadata') return operation.updates;
  return { isRemoved: true, removalReason: operation.removalReason };
}
