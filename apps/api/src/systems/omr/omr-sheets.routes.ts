import { contentDispositionOf } from '../../http/download-name';
import { ANYONE_SIGNED_IN, defineRoute, type Reply, type Route, type RouteContext } from '../../http/route';
import { type Actor } from '../../auth';
import { EXPORT_TYPES, type ExportFormat, exportSheets } from './export-sheets';
import { findBatch } from './omr.access';
import {
  batchParams,
  exportAnswer,
  exportQuery,
  fileAnswer,
  type SheetParams,
  sheetParams,
} from './omr.schemas';
import { findSheetImage, findThumbnail, type SheetFile, type SheetFilesDeps } from './sheet-files';

/** Images of sheets, and their results as a file. */
export function omrSheetRoutes(deps: SheetFilesDeps): Route[] {
  return [
    sheetFileRoute(deps, 'image', 'The image file a sheet is on, as it was sent', findSheetImage),
    sheetFileRoute(deps, 'thumbnail', 'A small JPEG of a sheet', findThumbnail),
    exportRoute(deps, 'export.csv', 'csv'),
    exportRoute(deps, 'export.json', 'json'),
    exportRoute(deps, 'export'),
  ];
}

function sheetFileRoute(
  deps: SheetFilesDeps,
  name: 'image' | 'thumbnail',
  summary: string,
  find: typeof findSheetImage,
): Route {
  return defineRoute({
    method: 'get',
    path: `/api/batches/:id/sheets/:index/${name}`,
    summary,
    access: ANYONE_SIGNED_IN,
    params: sheetParams,
    responses: {
      200: { description: 'The file', schema: fileAnswer, contentType: 'image/*' },
      304: { description: 'If-None-Match names it' },
      422: { description: 'Its file in the ZIP is damaged' },
    },
    async handler({ actor, params, headers }: RouteContext<Actor, SheetParams, unknown, unknown>) {
      const batch = await findBatch(deps.db.manager, actor, params.id);
      return sendFile(await find(deps, batch, params.index), headers['if-none-match']);
    },
  });
}

async function sendFile(file: SheetFile, ifNoneMatch: string | undefined): Promise<Reply> {
  const validators = { ETag: file.etag, 'Cache-Control': 'private, no-cache', Vary: 'Authorization' };
  if (isKnown(file.etag, ifNoneMatch)) return { status: 304, headers: validators };
  return {
    status: 200,
    headers: {
      ...validators,
      'Content-Type': file.mediaType,
      'Content-Length': String(file.bytes),
      'Content-Disposition': contentDispositionOf(file.name, { type: 'inline' }),
    },
    stream: await file.open(),
  };
}

/** RFC 9110, 13.1.2: weak comparison with each of the tags. */
function isKnown(etag: string, ifNoneMatch: string | undefined): boolean {
  const tags = ifNoneMatch?.split(',').map((tag) => tag.trim().replace(/^W\//, '')) ?? [];
  return tags.includes('*') || tags.includes(etag);
}

/** Without a format in the path `?format=` decides, or else `Accept`; JSON when neither says anything. */
function exportRoute(deps: SheetFilesDeps, name: string, fixed?: ExportFormat): Route {
  return defineRoute({
    method: 'get',
    path: `/api/batches/:id/${name}`,
    summary: `What was read from every sheet, as ${fixed ? fixed.toUpperCase() : 'CSV or JSON'}`,
    access: ANYONE_SIGNED_IN,
    params: batchParams,
    query: exportQuery,
    responses: {
      200:
        fixed === 'csv'
          ? { description: 'RFC 4180 with a header', schema: fileAnswer, contentType: 'text/csv' }
          : { description: 'All sheets', schema: exportAnswer },
    },
    async handler({ actor, params, query, headers }) {
      const format = fixed ?? query.format ?? (prefersCsv(headers.accept) ? 'csv' : 'json');
      const batch = await findBatch(deps.db.manager, actor, params.id);
      return {
        status: 200,
        headers: {
          'Content-Type': EXPORT_TYPES[format],
          'Content-Disposition': contentDispositionOf(`batch-${batch.id}.${format}`),
          ...(!fixed && { Vary: 'Accept' }),
        },
        stream: exportSheets(deps.db, batch, format),
      };
    },
  });
}

function prefersCsv(accept: string | undefined): boolean {
  return accept !== undefined && /\btext\/csv\b/i.test(accept);
}
