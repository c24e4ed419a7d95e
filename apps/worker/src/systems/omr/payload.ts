/** A task id is eight digits. Nothing else is ever taken for one: a wrong id would grade the wrong exam. */
const TASK_ID = /^[0-9]{8}$/;

/**
 * The task id in the text of a QR code: the text is eight digits, or JSON with `task_id`, or contains
 * exactly one group of eight digits that stands alone (no letter or digit touches it). Undefined otherwise.
 */
export function taskIdOf(text: string): string | undefined {
  const trimmed = text.trim();
  if (TASK_ID.test(trimmed)) return trimmed;
  const named = jsonTaskId(trimmed);
  if (named !== 'not json') return named;
  const groups = trimmed.match(/(?<![\p{L}\p{N}])[0-9]{8}(?![\p{L}\p{N}])/gu) ?? [];
  return groups.length === 1 ? groups[0] : undefined;
}

/** The task id of the first text that has one. */
export function firstTaskId(texts: readonly string[]): string | undefined {
  for (const text of texts) {
    const taskId = taskIdOf(text);
    if (taskId !== undefined) return taskId;
  }
  return undefined;
}

/** An object that names its task id means it: a malformed one is no reason to pick digits from elsewhere in it. */
function jsonTaskId(text: string): string | undefined | 'not json' {
  if (!text.startsWith('{')) return 'not json';
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return 'not json';
  }
  if (typeof parsed !== 'object' || parsed === null || !('task_id' in parsed)) return 'not json';
  const { task_id: taskId } = parsed;
  if (typeof taskId !== 'string' && typeof taskId !== 'number') return undefined;
  return TASK_ID.test(String(taskId)) ? String(taskId) : undefined;
}
