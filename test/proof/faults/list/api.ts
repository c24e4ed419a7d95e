import { type StackApi } from '@sluice/tools/test-stack';
import { type Fault, type Scene } from '../fault';
import { type KillPoint } from '../kill-at';
import { dieAt } from '../killed-at';

/** A key of a request whose API died is free again after its lease of 20 s; then the work itself. */
const RECOVERY_MS = 40_000;

function anyApi({ stack, random }: Scene): StackApi {
  return stack.apis[Math.floor(random() * stack.apis.length)] as StackApi;
}

function killedAt(name: string, point: KillPoint, isShort = false): Fault {
  return {
    name: `an API is killed ${name}`,
    recoveryBoundMs: RECOVERY_MS,
    isShort,
    async happen(scene) {
      const api = anyApi(scene);
      const count = 1 + Math.floor(scene.random() * 3);
      scene.note('kill -9', { api: api.name, point, count });
      await dieAt(api, point, { count });
    },
  };
}

export const API_FAULTS: readonly Fault[] = [
  killedAt('when the bytes of an upload are written, before the rename', 'before-rename'),
  killedAt('between the rename and the rows', 'after-rename'),
  killedAt('before the rows of a request are committed', 'before-request-commit'),
  killedAt('between commit and answer', 'before-answer', true),
];
