import { type Database, rows, type Sql } from '@sluice/kernel/db';
import { AppError } from '@sluice/kernel/errors';
import { countListed } from '@sluice/kernel/list-counts';
import { Content } from '@sluice/systems/content';
import { uuidv7 } from 'uuidv7';
import { type Actor } from '../../auth';
import { lastCalls } from './chain-state';
import { contentNotFound, refuseOthers } from './content.access';
import { auditContent } from './content.audit';
import { presentContent } from './content.presenter';
import { type ContentsQuery, type NewContent } from './content.schemas';

/** A content with its id, made up where none was sent. */
export type NamedContent = NewContent & { contentId: string };

/** The things that batches change. */
export class ContentsService {
  constructor(private readonly db: Database) {}

  /**
   * @param onMade runs in the transaction
   * @throws AppError 403 for another's, 409 when the id is taken
   */
  async create(
    actor: Actor,
    sent: NewContent,
    onMade: (sql: Sql, content: Content) => Promise<void>,
  ): Promise<Content> {
    await refuseOthers(this.db, actor, sent.creator);
    const { contentId: id = uuidv7() } = sent;
    return this.db.transaction(async (sql) => {
      const inserted = await insertContents(sql, actor, [{ ...sent, contentId: id }]);
      if (inserted === 0)
        throw new AppError('content_exists', 409, 'There is a content with that id already');
      await auditContent(sql, actor, 'content.content.create', { creator: sent.creator }, id);
      const content = await sql.findOneByOrFail(Content, { id });
      await onMade(sql, content);
      return content;
    });
  }

  /** @throws AppError 404 */
  async one(id: string): Promise<Content> {
    const content = await this.db.manager.findOneBy(Content, { id });
    if (!content) throw contentNotFound();
    return content;
  }

  /** As answers show them, with how the chain stands to their prices. */
  async presented(contents: Content[]) {
    const calls = await lastCalls(
      this.db,
      contents.map(({ id }) => id),
    );
    return contents.map((content) => presentContent(content, calls.get(content.id)));
  }

  /** A page of a creator's, newest first. */
  async ofCreator({
    creator,
    removed,
    limit,
    skip,
  }: ContentsQuery): Promise<{ total: number; contents: Content[] }> {
    const status = removed === 'all' ? undefined : removed;
    const total = await countListed(this.db.manager, { list: 'contents', scope: creator, status });
    const contents = await this.db.manager.find(Content, {
      where: { creator, ...(removed !== 'all' && { isRemoved: removed === 'true' }) },
      order: { createdAt: 'DESC', id: 'DESC' },
      take: limit,
      skip,
    });
    return { total, contents };
  }
}

/** Writes contents whose ids are free. @returns how many those were */
export async function insertContents(sql: Sql, actor: Actor, contents: NamedContent[]): Promise<number> {
  const { tenantId, userId } = actor.principal;
  const inserted = await rows(
    sql,
    `INSERT INTO contents (id, tenant_id, owner_id, creator, title, description, content_type, price, token_gating,
       refundable, refund_window_days)
     SELECT "contentId", $1, $2, creator, title, description, "contentType", price, "tokenGating",
       coalesce(refundable, false), "refundWindowDays"
     FROM jsonb_to_recordset($3::jsonb) AS content ("contentId" text, creator text, title text, description text,
       "contentType" text, price numeric, "tokenGating" jsonb, refundable boolean, "refundWindowDays" integer)
     ON CONFLICT (id) DO NOTHING RETURNING 1`,
    [tenantId, userId, JSON.stringify(contents)],
  );
  return inserted.length;
}

/** Those of some ids that are taken. */
export async function takenIds(sql: Sql, ids: string[]): Promise<Set<string>> {
  const taken = await rows<{ id: string }>(sql, 'SELECT id FROM contents WHERE id = ANY($1)', [ids]);
  return new Set(taken.map(({ id }) => id));
}
