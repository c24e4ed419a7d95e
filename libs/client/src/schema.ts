/**
 * Every route of the API with what it takes and answers, made from /openapi.json by `npm run client`. A test compares
 * it with the document of a running API; nobody edits it.
 */
export interface paths {
  '/admin/login': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Sign in to see the queues
     * @description Authentication: public.
     */
    get: operations['get-admin-login'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/login.css': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Its style
     * @description Authentication: public.
     */
    get: operations['get-admin-login-css'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/login.js': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Its script
     * @description Authentication: public.
     */
    get: operations['get-admin-login-js'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/session': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Trade an operator’s access token for the cookie that opens /admin/queues
     * @description For operators: admins of the tenant `default`.
     */
    post: operations['post-admin-session'];
    /**
     * Take the cookie away
     * @description Authentication: public.
     */
    delete: operations['delete-admin-session'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/audience/analytics': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Figures over all own uploads
     * @description For admin, owner, agent, user.
     */
    get: operations['get-audience-analytics'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/audience/batch-upload': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Own uploads, newest first; without limit the last hundred
     * @description For admin, owner, agent, user.
     */
    get: operations['get-audience-batch-upload'];
    put?: never;
    /**
     * Upload up to 50000 records as JSON
     * @description For admin, owner, agent, user.
     */
    post: operations['post-audience-batch-upload'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/audience/batch-upload/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * An upload with its records as they were sent; as CSV or NDJSON, too (Accept or ?format=)
     * @description For admin, owner, agent, user.
     */
    get: operations['get-audience-batch-upload-id'];
    put?: never;
    post?: never;
    /**
     * Delete an upload with its records; one that is being loaded is stopped first
     * @description For admin, owner, agent, user.
     */
    delete: operations['delete-audience-batch-upload-id'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/audience/batch-upload/{id}/analytics': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Fill rate of each field, domains and duplicates, once they were found; null before
     * @description For admin, owner, agent, user.
     */
    get: operations['get-audience-batch-upload-id-analytics'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/audience/batch-upload/{id}/events': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Listen to its progress (Server-Sent Events); resumes by Last-Event-ID
     * @description For admin, owner, agent, user.
     */
    get: operations['get-audience-batch-upload-id-events'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/audience/batch-upload/{id}/progress': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * How far an upload is; cheap, made for polling
     * @description For admin, owner, agent, user.
     */
    get: operations['get-audience-batch-upload-id-progress'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/audience/batch-upload/{id}/records': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Records that are in, each with what is known of it; duplicates=true for only those
     * @description For admin, owner, agent, user.
     */
    get: operations['get-audience-batch-upload-id-records'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    /**
     * The same of up to 1,000 records; one that can’t be changed keeps none of the others
     * @description For admin, owner, agent, user.
     */
    patch: operations['patch-audience-batch-upload-id-records'];
    trace?: never;
  };
  '/api/audience/batch-upload/{id}/records/{number}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * One record, by the number it has in its upload, counted from 1
     * @description For admin, owner, agent, user.
     */
    get: operations['get-audience-batch-upload-id-records-number'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    /**
     * Set members of a record, or take them away; the others stay as they were sent
     * @description For admin, owner, agent, user.
     */
    patch: operations['patch-audience-batch-upload-id-records-number'];
    trace?: never;
  };
  '/api/audience/batch-upload/{id}/records/delete': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Delete up to 10,000 records of an upload
     * @description For admin, owner, agent, user.
     */
    post: operations['post-audience-batch-upload-id-records-delete'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/audience/batch-upload/{id}/rejections': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Records that stayed out and why; all of them as CSV (Accept: text/csv or ?format=csv)
     * @description For admin, owner, agent, user.
     */
    get: operations['get-audience-batch-upload-id-rejections'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/audience/batch-upload/{id}/report.html': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * A report for people, to be read on the screen or printed on A4, in the language of the system
     * @description For admin, owner, agent, user.
     */
    get: operations['get-audience-batch-upload-id-report-html'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/audience/batch-upload/delete': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Delete up to 100 uploads; one that can’t be deleted keeps none of the others
     * @description For admin, owner, agent, user.
     */
    post: operations['post-audience-batch-upload-delete'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/audience/batch-upload/file': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Upload records as CSV, JSON or NDJSON (file, or upload_id of a finished upload), as many as there are
     * @description For admin, owner, agent, user.
     */
    post: operations['post-audience-batch-upload-file'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/audit': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The audit trail, newest first: of the caller’s tenant, for admins of the tenant `default` of all, without the details of other tenants’ events
     * @description For admin.
     */
    get: operations['get-audit'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/auth/login': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Begin a session with username and password
     * @description Authentication: public.
     */
    post: operations['post-auth-login'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/auth/logout': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * End the session of the refresh token, or all of the caller’s when none is given
     * @description Authentication: optional.
     */
    post: operations['post-auth-logout'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/auth/me': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The caller
     * @description For admin, owner, agent, user.
     */
    get: operations['get-auth-me'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/auth/refresh': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Exchange a refresh token for new tokens; one that comes a second time ends the session
     * @description Authentication: public.
     */
    post: operations['post-auth-refresh'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/batches': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Batches, newest first: own ones, for admins all of the tenant
     * @description For admin, owner, agent, user.
     */
    get: operations['get-batches'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/batches/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Everything about a batch, its sheets in pages; or: A batch with what became of each content so far
     * @description For admin, owner, agent, user. Or: Authentication: optional.
     */
    get: operations['get-batches-id'];
    put?: never;
    post?: never;
    /**
     * Delete a batch with its files and work; a running one is stopped first
     * @description For admin.
     */
    delete: operations['delete-batches-id'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/batches/{id}/cancel': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Stop the work within a moment; what is done is kept; or: Stop the work within a moment; what is done is kept
     * @description For admin, owner, agent, user. Or: For admin, owner, agent, user.
     */
    post: operations['post-batches-id-cancel'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/batches/{id}/events': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Listen to its progress (Server-Sent Events); resumes by Last-Event-ID; or: Listen to its progress (Server-Sent Events); resumes by Last-Event-ID
     * @description For admin, owner, agent, user. Or: Authentication: optional.
     */
    get: operations['get-batches-id-events'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/batches/{id}/export': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * What was read from every sheet, as CSV or JSON
     * @description For admin, owner, agent, user.
     */
    get: operations['get-batches-id-export'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/batches/{id}/export.csv': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * What was read from every sheet, as CSV
     * @description For admin, owner, agent, user.
     */
    get: operations['get-batches-id-export-csv'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/batches/{id}/export.json': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * What was read from every sheet, as JSON
     * @description For admin, owner, agent, user.
     */
    get: operations['get-batches-id-export-json'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/batches/{id}/progress': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * How far a batch is; cheap, made for polling; or: How far a batch of contents is; cheap, made for polling
     * @description For admin, owner, agent, user. Or: Authentication: optional.
     */
    get: operations['get-batches-id-progress'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/batches/{id}/report.html': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * A report for people, to be read on the screen or printed on A4, in the language of the system; or: A report for people, to be read on the screen or printed on A4, in the language of the system
     * @description For admin, owner, agent, user. Or: Authentication: optional.
     */
    get: operations['get-batches-id-report-html'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/batches/{id}/retry': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Do again what failed or was not done, and only that; or: Do again what failed or was not done, and only that
     * @description For admin, owner, agent, user. Or: For admin, owner, agent, user.
     */
    post: operations['post-batches-id-retry'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/batches/{id}/revert': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Put back what a batch changed, but for contents that were changed since
     * @description For admin, owner, agent, user.
     */
    post: operations['post-batches-id-revert'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/batches/{id}/sheets/{index}/image': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The image file a sheet is on, as it was sent
     * @description For admin, owner, agent, user.
     */
    get: operations['get-batches-id-sheets-index-image'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/batches/{id}/sheets/{index}/thumbnail': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * A small JPEG of a sheet
     * @description For admin, owner, agent, user.
     */
    get: operations['get-batches-id-sheets-index-thumbnail'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/batches/{id}/status': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Everything about a batch, its sheets in pages; or: A batch with what became of each content so far
     * @description For admin, owner, agent, user. Or: Authentication: optional.
     */
    get: operations['get-batches-id-status'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/batches/batch-remove': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Remove up to 100 contents
     * @description For admin, owner, agent, user.
     */
    post: operations['post-batches-batch-remove'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/batches/batch-update-metadata': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Change metadata of up to 100 contents
     * @description For admin, owner, agent, user.
     */
    post: operations['post-batches-batch-update-metadata'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/batches/batch-update-price': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Set the price of up to 100 contents
     * @description For admin, owner, agent, user.
     */
    post: operations['post-batches-batch-update-price'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/batches/creator/{creator}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Batches of a creator, newest first
     * @description Authentication: optional.
     */
    get: operations['get-batches-creator-creator'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/batches/upload': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Upload a ZIP of scanned sheets (file, or upload_id of a finished upload) or their images (files)
     * @description For admin, owner, agent, user.
     */
    post: operations['post-batches-upload'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/contents': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Contents of a creator, newest first
     * @description Authentication: optional.
     */
    get: operations['get-contents'];
    put?: never;
    /**
     * Make a content
     * @description For admin, owner, agent, user.
     */
    post: operations['post-contents'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/contents/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * A content, whether it was removed or not
     * @description Authentication: optional.
     */
    get: operations['get-contents-id'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/contents/import': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Make up to 10,000 contents of a CSV or JSON file (file, or upload_id of a finished upload), or of a JSON body
     * @description For admin, owner, agent, user.
     */
    post: operations['post-contents-import'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/ops/batches/{id}/retry': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Do again what failed of a batch, upload, file or import of any system and tenant
     * @description For operators: admins of the tenant `default`.
     */
    post: operations['post-ops-batches-id-retry'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/ops/drains': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The drains in force, oldest first
     * @description For operators: admins of the tenant `default`.
     */
    get: operations['get-ops-drains'];
    put?: never;
    /**
     * Start nothing new of a queue, of everything, or on a worker; requests are still accepted. Once more on the same target changes the drain there is
     * @description For operators: admins of the tenant `default`.
     */
    post: operations['post-ops-drains'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/ops/jobs': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Jobs of all tenants, newest first, as ids and numbers
     * @description For operators: admins of the tenant `default`.
     */
    get: operations['get-ops-jobs'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/ops/jobs/{id}/requeue': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Give a stuck job a fresh start; of one that failed, have its batch do again what failed
     * @description For operators: admins of the tenant `default`.
     */
    post: operations['post-ops-jobs-id-requeue'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/ops/jobs/requeue': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * The same for all jobs that a filter finds, a page at a time, oldest first; or only count them
     * @description For operators: admins of the tenant `default`.
     */
    post: operations['post-ops-jobs-requeue'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/ops/resume': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * End the drain of a queue or a worker; with `all` every drain there is
     * @description For operators: admins of the tenant `default`.
     */
    post: operations['post-ops-resume'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/ops/status': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Queues, workers, drains and the parts the service stands on
     * @description For operators: admins of the tenant `default`.
     */
    get: operations['get-ops-status'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/overview/batches': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Batches, uploads, files and imports of all systems that you may see, newest first
     * @description For admin, owner, agent, user.
     */
    get: operations['get-overview-batches'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/overview/batches/{system}/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * One of them
     * @description For admin, owner, agent, user.
     */
    get: operations['get-overview-batches-system-id'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/revenue/batches': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Batches, newest first: own ones, for admins all of the tenant
     * @description For admin, owner, agent, user.
     */
    get: operations['get-revenue-batches'];
    put?: never;
    /**
     * Make an empty batch, for files to be uploaded into
     * @description For admin, owner, agent, user.
     */
    post: operations['post-revenue-batches'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/revenue/batches/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * A batch with its files
     * @description For admin, owner, agent, user.
     */
    get: operations['get-revenue-batches-id'];
    put?: never;
    post?: never;
    /**
     * Delete a batch with its files, records and work; a running one is stopped first
     * @description For admin, owner, agent, user.
     */
    delete: operations['delete-revenue-batches-id'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/revenue/batches/{id}/cancel': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Stop the work within a moment; what is done is kept
     * @description For admin, owner, agent, user.
     */
    post: operations['post-revenue-batches-id-cancel'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/revenue/batches/{id}/events': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Listen to its progress (Server-Sent Events); resumes by Last-Event-ID
     * @description For admin, owner, agent, user.
     */
    get: operations['get-revenue-batches-id-events'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/revenue/batches/{id}/files': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Files of a batch in the order they were sent, members in the place of their ZIP
     * @description For admin, owner, agent, user.
     */
    get: operations['get-revenue-batches-id-files'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/revenue/batches/{id}/progress': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * How far a batch is; cheap, made for polling
     * @description For admin, owner, agent, user.
     */
    get: operations['get-revenue-batches-id-progress'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/revenue/batches/{id}/report': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Files with their errors by kind, and claims that may not be paid, the dearest first (page, limit); all findings as CSV (Accept: text/csv or ?format=csv)
     * @description For admin, owner, agent, user.
     */
    get: operations['get-revenue-batches-id-report'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/revenue/batches/{id}/report.html': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * A report for people, to be read on the screen or printed on A4, in the language of the system
     * @description For admin, owner, agent, user.
     */
    get: operations['get-revenue-batches-id-report-html'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/revenue/batches/{id}/retry': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Do again what failed or was not done, and only that
     * @description For admin, owner, agent, user.
     */
    post: operations['post-revenue-batches-id-retry'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/revenue/files': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Files, newest first, in batches or not: own ones, for admins all of the tenant
     * @description For admin, owner, agent, user.
     */
    get: operations['get-revenue-files'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/revenue/files/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * A file with its columns, or a ZIP
     * @description For admin, owner, agent, user.
     */
    get: operations['get-revenue-files-id'];
    put?: never;
    post?: never;
    /**
     * Delete a file with its records; in a batch only one that has ended
     * @description For admin, owner, agent, user.
     */
    delete: operations['delete-revenue-files-id'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/revenue/files/{id}/download': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The bytes of a file as they were sent
     * @description For admin, owner, agent, user.
     */
    get: operations['get-revenue-files-id-download'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/revenue/files/{id}/errors': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * What is wrong with a file and in its records; all of it as CSV (Accept: text/csv or ?format=csv)
     * @description For admin, owner, agent, user.
     */
    get: operations['get-revenue-files-id-errors'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/revenue/files/{id}/events': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Listen to its progress (Server-Sent Events); resumes by Last-Event-ID
     * @description For admin, owner, agent, user.
     */
    get: operations['get-revenue-files-id-events'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/revenue/files/{id}/records': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Records of a file by row, each with what is wrong in it; valid=true or false for only those
     * @description For admin, owner, agent, user.
     */
    get: operations['get-revenue-files-id-records'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/revenue/files/{id}/retry': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Read a failed file again from its beginning, whatever else of its batch is under way
     * @description For admin, owner, agent, user.
     */
    post: operations['post-revenue-files-id-retry'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/revenue/statistics': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Sums over own batches and files, for admins over all of the tenant
     * @description For admin, owner, agent, user.
     */
    get: operations['get-revenue-statistics'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/revenue/upload': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Upload a DBF, CSV, TXT or ZIP (file, or upload_id of a finished upload), into a batch or by itself
     * @description For admin, owner, agent, user.
     */
    post: operations['post-revenue-upload'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/revenue/upload/batch': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Upload up to 10 files as a batch of their own; memo files go to their tables
     * @description For admin, owner, agent, user.
     */
    post: operations['post-revenue-upload-batch'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/tenants': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * All tenants for admins of the tenant `default`, for other admins their own
     * @description For admin.
     */
    get: operations['get-tenants'];
    put?: never;
    /**
     * Make a tenant; for admins of the tenant `default`
     * @description For operators: admins of the tenant `default`.
     */
    post: operations['post-tenants'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/uploads': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Begin a resumable upload (tus 1.0) */
    post: operations['post-uploads'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/uploads/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    /** Terminate it */
    delete: operations['delete-uploads-id'];
    options?: never;
    /** How far it is */
    head: operations['head-uploads-id'];
    /** Send a piece, 100 MiB at most */
    patch: operations['patch-uploads-id'];
    trace?: never;
  };
  '/api/users': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Users of the caller’s tenant, for operators of all, oldest first
     * @description For admin.
     */
    get: operations['get-users'];
    put?: never;
    /**
     * Make a user, by default in the caller’s tenant
     * @description For admin.
     */
    post: operations['post-users'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/users/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    /**
     * Delete a user; what the user owned stays
     * @description For admin.
     */
    delete: operations['delete-users-id'];
    options?: never;
    head?: never;
    /**
     * Change a user’s password, role, tenant or creator address, or disable the user
     * @description For admin.
     */
    patch: operations['patch-users-id'];
    trace?: never;
  };
  '/api/v1/onboarding/jamaah': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Imported jamaah of the tenant, newest first; filters by column in the forms that an import takes
     * @description For admin, owner, agent.
     */
    get: operations['get-v1-onboarding-jamaah'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/onboarding/jamaah/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * One of the imported jamaah
     * @description For admin, owner, agent.
     */
    get: operations['get-v1-onboarding-jamaah-id'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    /**
     * Change one of the imported jamaah, by the rules of its import; a rollback leaves it alone then
     * @description For admin, owner.
     */
    patch: operations['patch-v1-onboarding-jamaah-id'];
    trace?: never;
  };
  '/api/v1/onboarding/migration': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Jobs of the tenant, newest first; of an agent the own
     * @description For admin, owner, agent.
     */
    get: operations['get-v1-onboarding-migration'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/onboarding/migration/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Everything about a job
     * @description For admin, owner, agent.
     */
    get: operations['get-v1-onboarding-migration-id'];
    put?: never;
    post?: never;
    /**
     * Delete a job that has ended, with its file and errors; rows that it brought in stay
     * @description For admin, owner.
     */
    delete: operations['delete-v1-onboarding-migration-id'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/onboarding/migration/{id}/cancel': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Stop the work within a moment; what is done is kept
     * @description For admin, owner.
     */
    post: operations['post-v1-onboarding-migration-id-cancel'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/onboarding/migration/{id}/errors': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * A line for each error as CSV; JSON in pages with ?format=json
     * @description For admin, owner.
     */
    get: operations['get-v1-onboarding-migration-id-errors'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/onboarding/migration/{id}/errors.json': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The same as JSON, in pages, with rows as uploaded
     * @description For admin, owner.
     */
    get: operations['get-v1-onboarding-migration-id-errors-json'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/onboarding/migration/{id}/events': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Listen to its progress (Server-Sent Events); resumes by Last-Event-ID
     * @description For admin, owner, agent.
     */
    get: operations['get-v1-onboarding-migration-id-events'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/onboarding/migration/{id}/failed-rows.csv': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Rows that were left out, as uploaded, and why; corrected they can be uploaded with this job as parent_job_id
     * @description For admin, owner.
     */
    get: operations['get-v1-onboarding-migration-id-failed-rows-csv'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/onboarding/migration/{id}/file': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The file as uploaded
     * @description For admin, owner, agent.
     */
    get: operations['get-v1-onboarding-migration-id-file'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/onboarding/migration/{id}/report.html': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * A report for people, to be read on the screen or printed on A4, in the language of the system
     * @description For admin, owner, agent.
     */
    get: operations['get-v1-onboarding-migration-id-report-html'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/onboarding/migration/{id}/retry': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Do again what failed or was not done, and only that
     * @description For admin, owner.
     */
    post: operations['post-v1-onboarding-migration-id-retry'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/onboarding/migration/{id}/rollback': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Take out what an import put in within the last 24 hours; ?preview=true only tells what would go
     * @description For admin, owner.
     */
    post: operations['post-v1-onboarding-migration-id-rollback'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/onboarding/migration/{id}/start': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Import the rows that have no errors
     * @description For admin, owner.
     */
    post: operations['post-v1-onboarding-migration-id-start'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/onboarding/migration/{id}/status': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * How far a job is; made for polling
     * @description For admin, owner, agent.
     */
    get: operations['get-v1-onboarding-migration-id-status'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/onboarding/migration/{id}/validate': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Judge every row as an import would; nothing goes in
     * @description For admin, owner.
     */
    post: operations['post-v1-onboarding-migration-id-validate'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/onboarding/migration/columns/{type}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The columns of an import, for people who say which column of a file is which
     * @description For admin, owner, agent.
     */
    get: operations['get-v1-onboarding-migration-columns-type'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/onboarding/migration/templates/{type}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * A header and a row that can be imported, in the order package, jamaah, payment
     * @description For admin, owner, agent.
     */
    get: operations['get-v1-onboarding-migration-templates-type'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/onboarding/migration/upload': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Upload a CSV (file, or upload_id of a finished upload) for an import; with ?preview=true only look at it
     * @description For admin, owner.
     */
    post: operations['post-v1-onboarding-migration-upload'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/onboarding/packages': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Imported packages of the tenant, newest first; filters by column in the forms that an import takes
     * @description For admin, owner, agent.
     */
    get: operations['get-v1-onboarding-packages'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/onboarding/packages/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * One of the imported packages
     * @description For admin, owner, agent.
     */
    get: operations['get-v1-onboarding-packages-id'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    /**
     * Change one of the imported packages, by the rules of its import; a rollback leaves it alone then
     * @description For admin, owner.
     */
    patch: operations['patch-v1-onboarding-packages-id'];
    trace?: never;
  };
  '/api/v1/onboarding/payments': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Imported payments of the tenant, newest first; filters by column in the forms that an import takes
     * @description For admin, owner, agent.
     */
    get: operations['get-v1-onboarding-payments'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/onboarding/payments/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * One of the imported payments
     * @description For admin, owner, agent.
     */
    get: operations['get-v1-onboarding-payments-id'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    /**
     * Change one of the imported payments, by the rules of its import; a rollback leaves it alone then
     * @description For admin, owner.
     */
    patch: operations['patch-v1-onboarding-payments-id'];
    trace?: never;
  };
  '/docs': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * This document for people
     * @description Authentication: public.
     */
    get: operations['get-docs'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/docs/start.js': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * What starts the page
     * @description Authentication: public.
     */
    get: operations['get-docs-start-js'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/healthz': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The process is alive
     * @description Authentication: public.
     */
    get: operations['get-healthz'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/metrics': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Prometheus metrics
     * @description Authentication: public.
     */
    get: operations['get-metrics'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/openapi.json': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * This document
     * @description Authentication: public.
     */
    get: operations['get-openapi-json'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/readyz': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The process can take requests
     * @description Authentication: public.
     */
    get: operations['get-readyz'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
}
export type webhooks = Record<string, never>;
export interface components {
  schemas: never;
  responses: never;
  parameters: never;
  requestBodies: never;
  headers: never;
  pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
  'get-admin-login': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Sign in to see the queues */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
    };
  };
  'get-admin-login-css': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Its style */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
    };
  };
  'get-admin-login-js': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Its script */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
    };
  };
  'post-admin-session': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The cookie is set */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description No operator */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
    };
  };
  'delete-admin-session': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The cookie is gone */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
    };
  };
  'get-audience-analytics': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Figures */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            analytics: {
              by_processing_status: Record<string, never>;
              first_upload_at: string | null;
              last_upload_at: string | null;
              rows_loaded: number;
              rows_received: number;
              rows_rejected: number;
              uploads: number;
            };
            /** @constant */
            status: 'success';
          };
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
            status: string;
          };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
            status: string;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
            status: string;
          };
        };
      };
    };
  };
  'get-audience-batch-upload': {
    parameters: {
      query?: {
        limit?: number;
        offset?: number;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of uploads */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @constant */
            status: 'success';
            total: number;
            uploads: {
              /** @description UTC, 2024-01-15T10:30:00Z */
              created_at: string;
              error_message: string | null;
              file_name: string | null;
              file_size: number;
              /** @enum {string} */
              format: 'envelope' | 'json' | 'ndjson' | 'csv';
              /** @enum {string} */
              processing_status: 'queued' | 'loading' | 'analyzing' | 'completed' | 'failed';
              rows_loaded: number;
              rows_received: number;
              rows_rejected: number;
              /** @constant */
              status: 'uploaded';
              upload_id: string;
              upload_name: string;
            }[];
          };
        };
      };
      /** @description Bad Request */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
            status: string;
          };
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
            status: string;
          };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
            status: string;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
            status: string;
          };
        };
      };
    };
  };
  'post-audience-batch-upload': {
    parameters: {
      query?: {
        on_error?: 'reject' | 'partial';
      };
      header?: {
        /** @description The same key again, with the same request, is answered as the first time, for 24 hours */
        'Idempotency-Key'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** @description An order of the fields; what is not in it is not left out */
          fields?: string[] | null;
          records: {
            [key: string]: unknown;
          }[];
          /** @description 1 to 100 characters */
          upload_name: string;
        };
      };
    };
    responses: {
      /** @description Taken; a worker loads it */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
            /** @enum {string} */
            processing_status: 'queued' | 'loading' | 'analyzing' | 'completed' | 'failed';
            /** @description The first 100, with on_error=partial */
            rejected?: {
              code: string;
              field: string | null;
              message: string;
              /** @description Counted from 1 */
              record: number;
            }[];
            /** @description With on_error=partial */
            rows_accepted?: number;
            rows_received: number;
            /** @description With on_error=partial */
            rows_rejected?: number;
            /** @description Told once; opens nothing */
            session_token: string;
            /** @constant */
            status: 'success';
            upload_id: string;
          };
        };
      };
      /** @description The same, for a client with a preference, before it was loaded */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
            /** @enum {string} */
            processing_status: 'queued' | 'loading' | 'analyzing' | 'completed' | 'failed';
            /** @description The first 100, with on_error=partial */
            rejected?: {
              code: string;
              field: string | null;
              message: string;
              /** @description Counted from 1 */
              record: number;
            }[];
            /** @description With on_error=partial */
            rows_accepted?: number;
            rows_received: number;
            /** @description With on_error=partial */
            rows_rejected?: number;
            /** @description Told once; opens nothing */
            session_token: string;
            /** @constant */
            status: 'success';
            upload_id: string;
          };
        };
      };
      /** @description Bad Request */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
            status: string;
          };
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
            status: string;
          };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
            status: string;
          };
        };
      };
      /** @description Conflict */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
            status: string;
          };
        };
      };
      /** @description Payload Too Large */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
            status: string;
          };
        };
      };
      /** @description Unsupported Media Type */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
            status: string;
          };
        };
      };
      /** @description Unprocessable Entity */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
            status: string;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
            status: string;
          };
        };
      };
    };
  };
  'get-audience-batch-upload-id': {
    parameters: {
      query?: {
        format?: 'json' | 'ndjson' | 'csv';
        limit?: number;
        offset?: number;
      };
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The upload; a stream */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @description UTC, 2024-01-15T10:30:00Z */
            created_at: string;
            fields: string[];
            /** @enum {string} */
            processing_status: 'queued' | 'loading' | 'analyzing' | 'completed' | 'failed';
            progress: {
              error_message: string | null;
              /** @enum {string} */
              processing_status: 'queued' | 'loading' | 'analyzing' | 'completed' | 'failed';
              progress_percentage: number;
              rows_loaded: number;
              rows_received: number;
              rows_rejected: number;
              /** @constant */
              status: 'uploaded';
              upload_id: string;
            };
            records: {
              [key: string]: unknown;
            }[];
            /** @constant */
            result: 'success';
            rows_received: number;
            /** @constant */
            status: 'uploaded';
            upload_id: string;
            upload_name: string;
          };
        };
      };
      /** @description Bad Request */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
            status: string;
          };
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
            status: string;
          };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
            status: string;
          };
        };
      };
      /** @description Not Found */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
            status: string;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
            status: string;
          };
        };
      };
    };
  };
  'delete-audience-batch-upload-id': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Gone */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
            /** @constant */
            status: 'success';
          };
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
            status: string;
          };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
            status: string;
          };
        };
      };
      /** @description Not Found */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
            status: string;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
            status: string;
          };
        };
      };
    };
  };
  'get-audience-batch-upload-id-analytics': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Figures */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            analytics: {
              /** @description UTC, 2024-01-15T10:30:00Z */
              analyzed_at: string;
              domains: {
                distinct: number;
                top: {
                  domain: string;
                  records: number;
                }[];
              };
              duplicates: {
                distinct_people: number;
                of_earlier_uploads: number;
                within_upload: number;
              };
              fields: {
                field: string;
                fill_rate: number;
                filled: number;
              }[];
              identities: {
                with_domain_only: number;
                with_email: number;
              };
              records: number;
            } | null;
            /** @enum {string} */
            processing_status: 'queued' | 'loading' | 'analyzing' | 'completed' | 'failed';
            /** @constant */
            status: 'success';
            upload_id: string;
          };
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
            status: string;
          };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
            status: string;
          };
        };
      };
      /** @description Not Found */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
            status: string;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
            status: string;
          };
        };
      };
    };
  };
  'get-audience-batch-upload-id-events': {
    parameters: {
      query?: {
        access_token?: string;
      };
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Events until it has ended */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'text/event-stream': string;
        };
      };
      /** @description It has ended and the client has been told: do not come back */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description Bad Request */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
            status: string;
          };
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
            status: string;
          };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
            status: string;
          };
        };
      };
      /** @description Not Found */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
            status: string;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
            status: string;
          };
        };
      };
    };
  };
  'get-audience-batch-upload-id-progress': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Progress */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error_message: string | null;
            /** @enum {string} */
            processing_status: 'queued' | 'loading' | 'analyzing' | 'completed' | 'failed';
            progress_percentage: number;
            rows_loaded: number;
            rows_received: number;
            rows_rejected: number;
            /** @constant */
            status: 'success';
            upload_id: string;
            /** @constant */
            upload_status: 'uploaded';
          };
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
            status: string;
          };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
            status: string;
          };
        };
      };
      /** @description Not Found */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
            status: string;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
            status: string;
          };
        };
      };
    };
  };
  'get-audience-batch-upload-id-records': {
    parameters: {
      query?: {
        duplicates?: boolean;
        limit?: number;
        offset?: number;
      };
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of records */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            records: {
              /** @description Normalised */
              domain: string | null;
              duplicate: {
                earlier_record: number | null;
                earlier_upload_id: string | null;
                /** @description The first one of this upload */
                same_as_record: number | null;
              } | null;
              /** @description Normalised */
              email: string | null;
              /** @description As it was sent */
              record: {
                [key: string]: unknown;
              };
              record_number: number;
            }[];
            /** @constant */
            status: 'success';
            total: number;
            upload_id: string;
          };
        };
      };
      /** @description Bad Request */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
            status: string;
          };
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
            status: string;
          };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
            status: string;
          };
        };
      };
      /** @description Not Found */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
            status: string;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
            status: string;
          };
        };
      };
    };
  };
  'patch-audience-batch-upload-id-records': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          updates: (
            | {
                record_number: number;
                /** @description Members that get these values */
                set?: Record<string, never>;
                /** @description Members that are taken away */
                unset?: string[];
              }
            | unknown
            | unknown
          )[];
        };
      };
    };
    responses: {
      /** @description What became of each */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            results: {
              code: string | null;
              message: string | null;
              record_number: number;
              updated: boolean;
            }[];
            rows_failed: number;
            rows_updated: number;
            /** @constant */
            status: 'success';
            upload_id: string;
          };
        };
      };
      /** @description Bad Request */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
            status: string;
          };
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
            status: string;
          };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
            status: string;
          };
        };
      };
      /** @description Not Found */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
            status: string;
          };
        };
      };
      /** @description Its records are still being loaded */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
            status: string;
          };
        };
      };
      /** @description Payload Too Large */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
            status: string;
          };
        };
      };
      /** @description Unsupported Media Type */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
            status: string;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
            status: string;
          };
        };
      };
    };
  };
  'get-audience-batch-upload-id-records-number': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
        number: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The record */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @description Normalised */
            domain: string | null;
            duplicate: {
              earlier_record: number | null;
              earlier_upload_id: string | null;
              /** @description The first one of this upload */
              same_as_record: number | null;
            } | null;
            /** @description Normalised */
            email: string | null;
            /** @description As it was sent */
            record: {
              [key: string]: unknown;
            };
            record_number: number;
            /** @constant */
            status: 'success';
            upload_id: string;
          };
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
            status: string;
          };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
            status: string;
          };
        };
      };
      /** @description Not Found */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
            status: string;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
            status: string;
          };
        };
      };
    };
  };
  'patch-audience-batch-upload-id-records-number': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
        number: number;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json':
          | {
              /** @description Members that get these values */
              set?: Record<string, never>;
              /** @description Members that are taken away */
              unset?: string[];
            }
          | unknown
          | unknown;
      };
    };
    responses: {
      /** @description Changed */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @description Normalised */
            domain: string | null;
            duplicate: {
              earlier_record: number | null;
              earlier_upload_id: string | null;
              /** @description The first one of this upload */
              same_as_record: number | null;
            } | null;
            /** @description Normalised */
            email: string | null;
            /** @description As it was sent */
            record: {
              [key: string]: unknown;
            };
            record_number: number;
            /** @constant */
            status: 'success';
            upload_id: string;
          };
        };
      };
      /** @description Bad Request */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
            status: string;
          };
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
            status: string;
          };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
            status: string;
          };
        };
      };
      /** @description Not Found */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
            status: string;
          };
        };
      };
      /** @description Its records are still being loaded */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
            status: string;
          };
        };
      };
      /** @description Payload Too Large */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
            status: string;
          };
        };
      };
      /** @description Unsupported Media Type */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
            status: string;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
            status: string;
          };
        };
      };
    };
  };
  'post-audience-batch-upload-id-records-delete': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          record_numbers: number[];
        };
      };
    };
    responses: {
      /** @description Gone */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            not_found: number[];
            rows_deleted: number;
            /** @constant */
            status: 'success';
            upload_id: string;
          };
        };
      };
      /** @description Bad Request */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
            status: string;
          };
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
            status: string;
          };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
            status: string;
          };
        };
      };
      /** @description Not Found */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
            status: string;
          };
        };
      };
      /** @description Its records are still being loaded */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
            status: string;
          };
        };
      };
      /** @description Payload Too Large */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
            status: string;
          };
        };
      };
      /** @description Unsupported Media Type */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
            status: string;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
            status: string;
          };
        };
      };
    };
  };
  'get-audience-batch-upload-id-rejections': {
    parameters: {
      query?: {
        format?: 'json' | 'csv';
        limit?: number;
        offset?: number;
      };
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of them */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            rejections: {
              code: string;
              field: string | null;
              message: string;
              received: string;
              /** @description Counted from 1 */
              record: number;
            }[];
            /** @constant */
            status: 'success';
            total: number;
            upload_id: string;
          };
        };
      };
      /** @description Bad Request */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
            status: string;
          };
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
            status: string;
          };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
            status: string;
          };
        };
      };
      /** @description Not Found */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
            status: string;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
            status: string;
          };
        };
      };
    };
  };
  'get-audience-batch-upload-id-report-html': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The report */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'text/html': string;
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
            status: string;
          };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
            status: string;
          };
        };
      };
      /** @description Not Found */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
            status: string;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
            status: string;
          };
        };
      };
    };
  };
  'post-audience-batch-upload-delete': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          upload_ids: string[];
        };
      };
    };
    responses: {
      /** @description Which are gone */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            deleted: string[];
            failed: {
              code: string;
              message: string;
              upload_id: string;
            }[];
            message: string;
            /** @constant */
            status: 'success';
          };
        };
      };
      /** @description Bad Request */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
            status: string;
          };
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
            status: string;
          };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
            status: string;
          };
        };
      };
      /** @description Payload Too Large */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
            status: string;
          };
        };
      };
      /** @description Unsupported Media Type */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
            status: string;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
            status: string;
          };
        };
      };
    };
  };
  'post-audience-batch-upload-file': {
    parameters: {
      query?: {
        on_error?: 'reject' | 'partial';
      };
      header?: {
        /** @description The same key again, with the same request, is answered as the first time, for 24 hours */
        'Idempotency-Key'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'multipart/form-data': {
          /**
           * @description Of a CSV file; found out when it is left out
           * @enum {string}
           */
          delimiter?: ',' | ';' | '|' | '\t' | 'comma' | 'semicolon' | 'pipe' | 'tab';
          /** @description An order of the fields: a JSON array, or names with commas between */
          fields?: string;
          /** Format: binary */
          file?: string;
          /**
           * @description What a bad record does: refuses all (reject), or stays out alone (partial)
           * @enum {string}
           */
          on_error?: 'reject' | 'partial';
          upload_id?: string;
          /** @description 1 to 100 characters */
          upload_name?: string;
        };
      };
    };
    responses: {
      /** @description Ended while the client waited (Prefer: wait) */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
            /** @enum {string} */
            processing_status: 'queued' | 'loading' | 'analyzing' | 'completed' | 'failed';
            rows_received: number;
            /** @description Told once; opens nothing */
            session_token: string;
            /** @constant */
            status: 'success';
            upload_id: string;
          };
        };
      };
      /** @description Accepted; poll its progress */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
            /** @enum {string} */
            processing_status: 'queued' | 'loading' | 'analyzing' | 'completed' | 'failed';
            rows_received: number;
            /** @description Told once; opens nothing */
            session_token: string;
            /** @constant */
            status: 'success';
            upload_id: string;
          };
        };
      };
      /** @description Bad Request */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
            status: string;
          };
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
            status: string;
          };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
            status: string;
          };
        };
      };
      /** @description Conflict */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
            status: string;
          };
        };
      };
      /** @description Payload Too Large */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
            status: string;
          };
        };
      };
      /** @description Unsupported Media Type */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
            status: string;
          };
        };
      };
      /** @description Unprocessable Entity */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
            status: string;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
            status: string;
          };
        };
      };
    };
  };
  'get-audit': {
    parameters: {
      query?: {
        action?: string;
        actor?: string;
        cursor?: string;
        from?: string;
        limit?: number;
        request_id?: string;
        subject?: string;
        tenant_id?: string;
        to?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of events */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            events?: {
              action: string;
              actor_id: string | null;
              actor_name: string | null;
              address: string | null;
              /** Format: date-time */
              at: string;
              /** @description Null in events of other tenants */
              details: Record<string, never> | null;
              /** Format: uuid */
              id: string;
              request_id: string | null;
              subject_id: string | null;
              subject_type: string | null;
              tenant_id: string | null;
            }[];
            /** @description Null on the last page */
            next_cursor: string | null;
          };
        };
      };
      /** @description Bad Request */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
    };
  };
  'post-auth-login': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          password: string;
          username: string;
        } & {
          [key: string]: unknown;
        };
        'application/x-www-form-urlencoded': {
          password: string;
          username: string;
        } & {
          [key: string]: unknown;
        };
      };
    };
    responses: {
      /** @description Signed in */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            access_token: string;
            expires_in: number;
            refresh_token: string;
            /** @constant */
            token_type: 'bearer';
          };
        };
      };
      /** @description Bad Request */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description Wrong username or password */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description Payload Too Large */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description Unsupported Media Type */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description Too many failures; Retry-After says when to come again */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
    };
  };
  'post-auth-logout': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          refresh_token?: string;
        } & {
          [key: string]: unknown;
        };
        'application/x-www-form-urlencoded': {
          refresh_token?: string;
        } & {
          [key: string]: unknown;
        };
      };
    };
    responses: {
      /** @description Signed out */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description Bad Request */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description Neither token was given */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description Payload Too Large */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description Unsupported Media Type */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
    };
  };
  'get-auth-me': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The caller */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** Format: date-time */
            created_at: string;
            creator_address: string | null;
            disabled: boolean;
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            role: 'admin' | 'owner' | 'agent' | 'user';
            /** Format: uuid */
            tenant_id: string;
            /** Format: date-time */
            updated_at: string;
            username: string;
          };
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
    };
  };
  'post-auth-refresh': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          refresh_token: string;
        } & {
          [key: string]: unknown;
        };
        'application/x-www-form-urlencoded': {
          refresh_token: string;
        } & {
          [key: string]: unknown;
        };
      };
    };
    responses: {
      /** @description New tokens */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            access_token: string;
            expires_in: number;
            refresh_token: string;
            /** @constant */
            token_type: 'bearer';
          };
        };
      };
      /** @description Bad Request */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description The token is not valid, or not any more */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description Payload Too Large */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description Unsupported Media Type */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
    };
  };
  'get-batches': {
    parameters: {
      query?: {
        limit?: number;
        offset?: number;
        status?: 'uploaded' | 'processing' | 'completed' | 'failed';
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of batches */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            batches: {
              /** Format: uuid */
              batch_id: string;
              /** Format: uuid */
              batch_uuid: string;
              completed_at: string | null;
              /** @description Naive UTC, 2025-11-19T16:23:42 */
              created_at: string;
              error_message: string | null;
              failed_count: number;
              original_filename: string;
              processed_count: number;
              progress_percentage: number;
              /** @description 0 until the upload has been opened */
              sheet_count: number;
              started_at: string | null;
              /** @enum {string} */
              status: 'uploaded' | 'processing' | 'completed' | 'failed';
              task_id: string | null;
              total_size: number;
              /** @enum {string} */
              upload_strategy: 'zip_with_qr' | 'zip_without_qr' | 'direct_images';
              uploaded_by: string;
            }[];
            limit: number;
            offset: number;
            total: number;
          };
        };
      };
      /** @description Bad Request */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            detail: string;
          };
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            detail: string;
          };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            detail: string;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            detail: string;
          };
        };
      };
    };
  };
  'get-batches-id': {
    parameters: {
      query?: {
        limit?: number;
        offset?: number;
        status?: 'pending' | 'processed' | 'failed';
      };
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The batch and a page of its sheets; or: The batch */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json':
            | {
                /** Format: uuid */
                batch_id: string;
                /** Format: uuid */
                batch_uuid: string;
                completed_at: string | null;
                /** @description Naive UTC, 2025-11-19T16:23:42 */
                created_at: string;
                error_message: string | null;
                failed_count: number;
                original_filename: string;
                processed_count: number;
                progress_percentage: number;
                /** @description 0 until the upload has been opened */
                sheet_count: number;
                sheets: {
                  error: string | null;
                  filename: string;
                  height: number | null;
                  index: number;
                  page: number;
                  qr_text: string | null;
                  /** @enum {string} */
                  status: 'pending' | 'processed' | 'failed';
                  task_id: string | null;
                  width: number | null;
                }[];
                started_at: string | null;
                /** @enum {string} */
                status: 'uploaded' | 'processing' | 'completed' | 'failed';
                task_id: string | null;
                total_size: number;
                /** @enum {string} */
                upload_strategy: 'zip_with_qr' | 'zip_without_qr' | 'direct_images';
                uploaded_by: string;
                warnings: {
                  code: string;
                  filename?: string;
                  index?: number;
                  message: string;
                  task_id?: string;
                }[];
              }
            | {
                /** Format: uuid */
                _id: string;
                /** @description Contents that were changed so far, each once, in the order of the request */
                changes: {
                  /** @description The same fields, as the batch has set them */
                  after: {
                    /** @description Micro-STX; a text of digits above 2^53 − 1 */
                    price?: number | string;
                  } & {
                    [key: string]: unknown;
                  };
                  /** @description Fields that were changed, as they were */
                  before: {
                    /** @description Micro-STX; a text of digits above 2^53 − 1 */
                    price?: number | string;
                  } & {
                    [key: string]: unknown;
                  };
                  contentId: string;
                }[];
                completedAt: string | null;
                /** @description UTC, 2024-01-15T10:30:00Z */
                createdAt: string;
                creator: string;
                errorMessage: string | null;
                failureCount: number;
                /** @enum {string} */
                operationType: 'update-price' | 'remove' | 'update-metadata' | 'revert';
                /** @description What the operation sets */
                parameters: {
                  /** @description Micro-STX; a text of digits above 2^53 − 1 */
                  newPrice?: number | string;
                  removalReason?: string;
                  updates?: {
                    [key: string]: unknown;
                  };
                };
                progressPercentage: number;
                /** @description Those that have ended so far, in the order of the request */
                results: {
                  contentId: string;
                  /** @description Of a failure */
                  error?: string;
                  /** @description Of a success */
                  message?: string;
                  /** @description What is behind the error */
                  reason?: string;
                  success: boolean;
                  /** @description The call of the contract */
                  txid?: string;
                }[];
                /** @description The newest batch that puts this one back */
                revertedBy: string | null;
                /** @description The batch that this one puts back */
                revertsId: string | null;
                /** @enum {string} */
                status: 'pending' | 'processing' | 'completed' | 'failed';
                successCount: number;
                totalItems: number;
                /** @description UTC, 2024-01-15T10:30:00Z */
                updatedAt: string;
              };
        };
      };
      /** @description Bad Request */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
          };
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
          };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
          };
        };
      };
      /** @description Not Found */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
          };
        };
      };
      /** @description Too Many Requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
          };
        };
      };
    };
  };
  'delete-batches-id': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Gone */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            detail: string;
          };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            detail: string;
          };
        };
      };
      /** @description Not Found */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            detail: string;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            detail: string;
          };
        };
      };
    };
  };
  'post-batches-id-cancel': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Stopped */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json':
            | {
                /** Format: uuid */
                batch_id: string;
                failed_count: number;
                message: string;
                /** @description Sheets nobody got to, first and last of each run */
                not_processed: {
                  from: number;
                  to: number;
                }[];
                not_processed_count: number;
                processed_count: number;
                sheet_count: number;
                /** @enum {string} */
                status: 'uploaded' | 'processing' | 'completed' | 'failed';
              }
            | {
                /** Format: uuid */
                batchId: string;
                failureCount: number;
                message: string;
                /** @description Contents nobody got to */
                notProcessed: string[];
                notProcessedCount: number;
                /** @enum {string} */
                status: 'pending' | 'processing' | 'completed' | 'failed';
                successCount: number;
                totalItems: number;
                /** @description Contents whose call the chain already has; they still end as it decides */
                unsettled: string[];
                unsettledCount: number;
              };
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json':
            | {
                detail: string;
              }
            | {
                error: string;
                message: string;
              };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json':
            | {
                detail: string;
              }
            | {
                error: string;
                message: string;
              };
        };
      };
      /** @description Not Found */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json':
            | {
                detail: string;
              }
            | {
                error: string;
                message: string;
              };
        };
      };
      /** @description Not in the state that it is in */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json':
            | {
                detail: string;
              }
            | {
                error: string;
                message: string;
              };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json':
            | {
                detail: string;
              }
            | {
                error: string;
                message: string;
              };
        };
      };
    };
  };
  'get-batches-id-events': {
    parameters: {
      query?: {
        access_token?: string;
      };
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Events until it has ended */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'text/event-stream': string;
        };
      };
      /** @description It has ended and the client has been told: do not come back */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description Bad Request */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json':
            | {
                detail: string;
              }
            | {
                error: string;
                message: string;
              };
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json':
            | {
                detail: string;
              }
            | {
                error: string;
                message: string;
              };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            detail: string;
          };
        };
      };
      /** @description Not Found */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json':
            | {
                detail: string;
              }
            | {
                error: string;
                message: string;
              };
        };
      };
      /** @description Too Many Requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json':
            | {
                detail: string;
              }
            | {
                error: string;
                message: string;
              };
        };
      };
    };
  };
  'get-batches-id-export': {
    parameters: {
      query?: {
        format?: 'csv' | 'json';
      };
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description All sheets */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** Format: uuid */
            batch_id: string;
            sheet_count: number;
            sheets?: {
              error: string | null;
              filename: string;
              page: number;
              qr_text: string | null;
              sheet: number;
              /** @enum {string} */
              status: 'pending' | 'processed' | 'failed';
              task_id: string | null;
            }[];
            /** @enum {string} */
            status: 'uploaded' | 'processing' | 'completed' | 'failed';
            task_id: string | null;
          };
        };
      };
      /** @description Bad Request */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            detail: string;
          };
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            detail: string;
          };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            detail: string;
          };
        };
      };
      /** @description Not Found */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            detail: string;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            detail: string;
          };
        };
      };
    };
  };
  'get-batches-id-export-csv': {
    parameters: {
      query?: {
        format?: 'csv' | 'json';
      };
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description RFC 4180 with a header */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'text/csv': string;
        };
      };
      /** @description Bad Request */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            detail: string;
          };
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            detail: string;
          };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            detail: string;
          };
        };
      };
      /** @description Not Found */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            detail: string;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            detail: string;
          };
        };
      };
    };
  };
  'get-batches-id-export-json': {
    parameters: {
      query?: {
        format?: 'csv' | 'json';
      };
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description All sheets */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** Format: uuid */
            batch_id: string;
            sheet_count: number;
            sheets?: {
              error: string | null;
              filename: string;
              page: number;
              qr_text: string | null;
              sheet: number;
              /** @enum {string} */
              status: 'pending' | 'processed' | 'failed';
              task_id: string | null;
            }[];
            /** @enum {string} */
            status: 'uploaded' | 'processing' | 'completed' | 'failed';
            task_id: string | null;
          };
        };
      };
      /** @description Bad Request */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            detail: string;
          };
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            detail: string;
          };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            detail: string;
          };
        };
      };
      /** @description Not Found */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            detail: string;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            detail: string;
          };
        };
      };
    };
  };
  'get-batches-id-progress': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Progress */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json':
            | {
                /** Format: uuid */
                batch_uuid: string;
                completed_at: string | null;
                /** @description Naive UTC, 2025-11-19T16:23:42 */
                created_at: string;
                failed_count: number;
                processed_count: number;
                progress_percentage: number;
                /** @description 0 until the upload has been opened */
                sheet_count: number;
                /** @enum {string} */
                status: 'uploaded' | 'processing' | 'completed' | 'failed';
              }
            | {
                /** Format: uuid */
                batchId: string;
                failureCount: number;
                progressPercentage: number;
                /** @enum {string} */
                status: 'pending' | 'processing' | 'completed' | 'failed';
                successCount: number;
                totalItems: number;
              };
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json':
            | {
                detail: string;
              }
            | {
                error: string;
                message: string;
              };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            detail: string;
          };
        };
      };
      /** @description Not Found */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json':
            | {
                detail: string;
              }
            | {
                error: string;
                message: string;
              };
        };
      };
      /** @description Too Many Requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json':
            | {
                detail: string;
              }
            | {
                error: string;
                message: string;
              };
        };
      };
    };
  };
  'get-batches-id-report-html': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The report */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'text/html': string;
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json':
            | {
                detail: string;
              }
            | {
                error: string;
                message: string;
              };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            detail: string;
          };
        };
      };
      /** @description Not Found */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json':
            | {
                detail: string;
              }
            | {
                error: string;
                message: string;
              };
        };
      };
      /** @description Too Many Requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json':
            | {
                detail: string;
              }
            | {
                error: string;
                message: string;
              };
        };
      };
    };
  };
  'post-batches-id-retry': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Accepted */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json':
            | {
                /** Format: uuid */
                batch_id: string;
                message: string;
                /** @description Sheets processed again; 0 when the upload is opened again */
                retried_count: number;
                /** @enum {string} */
                status: 'uploaded' | 'processing' | 'completed' | 'failed';
              }
            | {
                /** Format: uuid */
                batchId: string;
                message: string;
                /** @description Contents that are processed again */
                retriedCount: number;
                /** @enum {string} */
                status: 'pending' | 'processing' | 'completed' | 'failed';
                totalItems: number;
              };
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json':
            | {
                detail: string;
              }
            | {
                error: string;
                message: string;
              };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json':
            | {
                detail: string;
              }
            | {
                error: string;
                message: string;
              };
        };
      };
      /** @description Not Found */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json':
            | {
                detail: string;
              }
            | {
                error: string;
                message: string;
              };
        };
      };
      /** @description Not in the state that it is in */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json':
            | {
                detail: string;
              }
            | {
                error: string;
                message: string;
              };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json':
            | {
                detail: string;
              }
            | {
                error: string;
                message: string;
              };
        };
      };
    };
  };
  'post-batches-id-revert': {
    parameters: {
      query?: never;
      header?: {
        /** @description The same key again, with the same request, is answered as the first time, for 24 hours */
        'Idempotency-Key'?: string;
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Ended while the client waited (Prefer: wait) */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** Format: uuid */
            batchId: string;
            failureCount: number;
            message: string;
            /** @enum {string} */
            status: 'completed' | 'failed';
            successCount: number;
            totalItems: number;
          };
        };
      };
      /** @description Accepted; poll the batch */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** Format: uuid */
            batchId: string;
            message: string;
            /** @constant */
            status: 'pending';
            totalItems: number;
          };
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
          };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
          };
        };
      };
      /** @description Not Found */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
          };
        };
      };
      /** @description It has not ended, or changed nothing */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
          };
        };
      };
      /** @description Unprocessable Entity */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
          };
        };
      };
    };
  };
  'get-batches-id-sheets-index-image': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
        index: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The file */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'image/*': string;
        };
      };
      /** @description If-None-Match names it */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            detail: string;
          };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            detail: string;
          };
        };
      };
      /** @description Not Found */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            detail: string;
          };
        };
      };
      /** @description Its file in the ZIP is damaged */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            detail: string;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            detail: string;
          };
        };
      };
    };
  };
  'get-batches-id-sheets-index-thumbnail': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
        index: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The file */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'image/*': string;
        };
      };
      /** @description If-None-Match names it */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            detail: string;
          };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            detail: string;
          };
        };
      };
      /** @description Not Found */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            detail: string;
          };
        };
      };
      /** @description Its file in the ZIP is damaged */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            detail: string;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            detail: string;
          };
        };
      };
    };
  };
  'get-batches-id-status': {
    parameters: {
      query?: {
        limit?: number;
        offset?: number;
        status?: 'pending' | 'processed' | 'failed';
      };
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The batch and a page of its sheets; or: The batch */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json':
            | {
                /** Format: uuid */
                batch_id: string;
                /** Format: uuid */
                batch_uuid: string;
                completed_at: string | null;
                /** @description Naive UTC, 2025-11-19T16:23:42 */
                created_at: string;
                error_message: string | null;
                failed_count: number;
                original_filename: string;
                processed_count: number;
                progress_percentage: number;
                /** @description 0 until the upload has been opened */
                sheet_count: number;
                sheets: {
                  error: string | null;
                  filename: string;
                  height: number | null;
                  index: number;
                  page: number;
                  qr_text: string | null;
                  /** @enum {string} */
                  status: 'pending' | 'processed' | 'failed';
                  task_id: string | null;
                  width: number | null;
                }[];
                started_at: string | null;
                /** @enum {string} */
                status: 'uploaded' | 'processing' | 'completed' | 'failed';
                task_id: string | null;
                total_size: number;
                /** @enum {string} */
                upload_strategy: 'zip_with_qr' | 'zip_without_qr' | 'direct_images';
                uploaded_by: string;
                warnings: {
                  code: string;
                  filename?: string;
                  index?: number;
                  message: string;
                  task_id?: string;
                }[];
              }
            | {
                /** Format: uuid */
                _id: string;
                /** @description Contents that were changed so far, each once, in the order of the request */
                changes: {
                  /** @description The same fields, as the batch has set them */
                  after: {
                    /** @description Micro-STX; a text of digits above 2^53 − 1 */
                    price?: number | string;
                  } & {
                    [key: string]: unknown;
                  };
                  /** @description Fields that were changed, as they were */
                  before: {
                    /** @description Micro-STX; a text of digits above 2^53 − 1 */
                    price?: number | string;
                  } & {
                    [key: string]: unknown;
                  };
                  contentId: string;
                }[];
                completedAt: string | null;
                /** @description UTC, 2024-01-15T10:30:00Z */
                createdAt: string;
                creator: string;
                errorMessage: string | null;
                failureCount: number;
                /** @enum {string} */
                operationType: 'update-price' | 'remove' | 'update-metadata' | 'revert';
                /** @description What the operation sets */
                parameters: {
                  /** @description Micro-STX; a text of digits above 2^53 − 1 */
                  newPrice?: number | string;
                  removalReason?: string;
                  updates?: {
                    [key: string]: unknown;
                  };
                };
                progressPercentage: number;
                /** @description Those that have ended so far, in the order of the request */
                results: {
                  contentId: string;
                  /** @description Of a failure */
                  error?: string;
                  /** @description Of a success */
                  message?: string;
                  /** @description What is behind the error */
                  reason?: string;
                  success: boolean;
                  /** @description The call of the contract */
                  txid?: string;
                }[];
                /** @description The newest batch that puts this one back */
                revertedBy: string | null;
                /** @description The batch that this one puts back */
                revertsId: string | null;
                /** @enum {string} */
                status: 'pending' | 'processing' | 'completed' | 'failed';
                successCount: number;
                totalItems: number;
                /** @description UTC, 2024-01-15T10:30:00Z */
                updatedAt: string;
              };
        };
      };
      /** @description Bad Request */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            detail: string;
          };
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json':
            | {
                detail: string;
              }
            | {
                error: string;
                message: string;
              };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            detail: string;
          };
        };
      };
      /** @description Not Found */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json':
            | {
                detail: string;
              }
            | {
                error: string;
                message: string;
              };
        };
      };
      /** @description Too Many Requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json':
            | {
                detail: string;
              }
            | {
                error: string;
                message: string;
              };
        };
      };
    };
  };
  'post-batches-batch-remove': {
    parameters: {
      query?: never;
      header?: {
        /** @description The same key again, with the same request, is answered as the first time, for 24 hours */
        'Idempotency-Key'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          contentIds: string[];
          /** @description At most 256 characters */
          creator: string;
          /** @description At most 1000 characters */
          removalReason?: string | null;
        };
      };
    };
    responses: {
      /** @description Ended while the client waited (Prefer: wait) */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** Format: uuid */
            batchId: string;
            failureCount: number;
            message: string;
            /** @enum {string} */
            status: 'completed' | 'failed';
            successCount: number;
            totalItems: number;
          };
        };
      };
      /** @description Accepted; poll the batch */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** Format: uuid */
            batchId: string;
            message: string;
            /** @constant */
            status: 'pending';
            totalItems: number;
          };
        };
      };
      /** @description Bad Request */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
          };
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
          };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
          };
        };
      };
      /** @description Conflict */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
          };
        };
      };
      /** @description Payload Too Large */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
          };
        };
      };
      /** @description Unsupported Media Type */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
          };
        };
      };
      /** @description Unprocessable Entity */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
          };
        };
      };
    };
  };
  'post-batches-batch-update-metadata': {
    parameters: {
      query?: never;
      header?: {
        /** @description The same key again, with the same request, is answered as the first time, for 24 hours */
        'Idempotency-Key'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          contentIds: string[];
          /** @description At most 256 characters */
          creator: string;
          updates: {
            /** @description At most 100 characters */
            contentType?: string;
            /** @description At most 10000 characters */
            description?: string;
            refundable?: boolean;
            refundWindowDays?: number | null;
            /** @description At most 500 characters */
            title?: string;
            tokenGating?:
              | boolean
              | {
                  [key: string]: unknown;
                }
              | unknown;
          };
        };
      };
    };
    responses: {
      /** @description Ended while the client waited (Prefer: wait) */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** Format: uuid */
            batchId: string;
            failureCount: number;
            message: string;
            /** @enum {string} */
            status: 'completed' | 'failed';
            successCount: number;
            totalItems: number;
          };
        };
      };
      /** @description Accepted; poll the batch */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** Format: uuid */
            batchId: string;
            message: string;
            /** @constant */
            status: 'pending';
            totalItems: number;
          };
        };
      };
      /** @description Bad Request */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
          };
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
          };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
          };
        };
      };
      /** @description Conflict */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
          };
        };
      };
      /** @description Payload Too Large */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
          };
        };
      };
      /** @description Unsupported Media Type */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
          };
        };
      };
      /** @description Unprocessable Entity */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
          };
        };
      };
    };
  };
  'post-batches-batch-update-price': {
    parameters: {
      query?: never;
      header?: {
        /** @description The same key again, with the same request, is answered as the first time, for 24 hours */
        'Idempotency-Key'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          contentIds: string[];
          /** @description At most 256 characters */
          creator: string;
          newPrice: number | string;
        };
      };
    };
    responses: {
      /** @description Ended while the client waited (Prefer: wait) */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** Format: uuid */
            batchId: string;
            failureCount: number;
            message: string;
            /** @enum {string} */
            status: 'completed' | 'failed';
            successCount: number;
            totalItems: number;
          };
        };
      };
      /** @description Accepted; poll the batch */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** Format: uuid */
            batchId: string;
            message: string;
            /** @constant */
            status: 'pending';
            totalItems: number;
          };
        };
      };
      /** @description Bad Request */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
          };
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
          };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
          };
        };
      };
      /** @description Conflict */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
          };
        };
      };
      /** @description Payload Too Large */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
          };
        };
      };
      /** @description Unsupported Media Type */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
          };
        };
      };
      /** @description Unprocessable Entity */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
          };
        };
      };
    };
  };
  'get-batches-creator-creator': {
    parameters: {
      query?: {
        limit?: number;
        skip?: number;
      };
      header?: never;
      path: {
        creator: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of batches */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** Format: uuid */
            _id: string;
            completedAt: string | null;
            /** @description UTC, 2024-01-15T10:30:00Z */
            createdAt: string;
            creator: string;
            errorMessage: string | null;
            failureCount: number;
            /** @enum {string} */
            operationType: 'update-price' | 'remove' | 'update-metadata' | 'revert';
            /** @description What the operation sets */
            parameters: {
              /** @description Micro-STX; a text of digits above 2^53 − 1 */
              newPrice?: number | string;
              removalReason?: string;
              updates?: {
                [key: string]: unknown;
              };
            };
            progressPercentage: number;
            /** @description Those that have ended so far, in the order of the request */
            results: {
              contentId: string;
              /** @description Of a failure */
              error?: string;
              /** @description Of a success */
              message?: string;
              /** @description What is behind the error */
              reason?: string;
              success: boolean;
              /** @description The call of the contract */
              txid?: string;
            }[];
            /** @description The newest batch that puts this one back */
            revertedBy: string | null;
            /** @description The batch that this one puts back */
            revertsId: string | null;
            /** @enum {string} */
            status: 'pending' | 'processing' | 'completed' | 'failed';
            successCount: number;
            totalItems: number;
            /** @description UTC, 2024-01-15T10:30:00Z */
            updatedAt: string;
          }[];
        };
      };
      /** @description Bad Request */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
          };
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
          };
        };
      };
      /** @description Not Found */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
          };
        };
      };
      /** @description Too Many Requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
          };
        };
      };
    };
  };
  'post-batches-upload': {
    parameters: {
      query?: never;
      header?: {
        /** @description The same key again, with the same request, is answered as the first time, for 24 hours */
        'Idempotency-Key'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'multipart/form-data': {
          /** Format: binary */
          file?: string;
          files?: string[];
          has_qr?: boolean;
          task_id?: string;
          upload_id?: string;
        };
      };
    };
    responses: {
      /** @description Ended while the client waited (Prefer: wait) */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** Format: uuid */
            batch_id: string;
            error_message: string | null;
            message: string;
            /** @enum {string} */
            status: 'completed' | 'failed';
            /** @description Bytes */
            total_size: number;
          };
        };
      };
      /** @description Accepted; poll its progress */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** Format: uuid */
            batch_id: string;
            message: string;
            /** @constant */
            status: 'uploaded';
            /** @description Bytes */
            total_size: number;
          };
        };
      };
      /** @description Bad Request */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            detail: string;
          };
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            detail: string;
          };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            detail: string;
          };
        };
      };
      /** @description Conflict */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            detail: string;
          };
        };
      };
      /** @description Payload Too Large */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            detail: string;
          };
        };
      };
      /** @description Unsupported Media Type */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            detail: string;
          };
        };
      };
      /** @description Unprocessable Entity */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            detail: string;
          };
        };
      };
      /** @description Too Many Requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            detail: string;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            detail: string;
          };
        };
      };
    };
  };
  'get-contents': {
    parameters: {
      query: {
        creator: string;
        limit?: number;
        removed?: 'true' | 'false' | 'all';
        skip?: number;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of contents */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @description The last call of the contract for its price; null when there was none */
            chain: {
              /** @description Micro-STX that the call sets */
              price: number | string;
              /** @enum {string} */
              state: 'pending' | 'confirmed' | 'failed';
              txid: string;
            } | null;
            contentId: string;
            contentType: string;
            /** @description UTC, 2024-01-15T10:30:00Z */
            createdAt: string;
            creator: string;
            description: string;
            isRemoved: boolean;
            /** @description Micro-STX; a text of digits above 2^53 − 1 */
            price: number | string;
            refundable: boolean;
            refundWindowDays: number | null;
            removalReason: string | null;
            title: string;
            tokenGating:
              | boolean
              | {
                  [key: string]: unknown;
                }
              | unknown;
            /** @description UTC, 2024-01-15T10:30:00Z */
            updatedAt: string;
          }[];
        };
      };
      /** @description Bad Request */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
          };
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
          };
        };
      };
      /** @description Too Many Requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
          };
        };
      };
    };
  };
  'post-contents': {
    parameters: {
      query?: never;
      header?: {
        /** @description The same key again, with the same request, is answered as the first time, for 24 hours */
        'Idempotency-Key'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** @description At most 256 characters */
          contentId?: string;
          /** @description At most 100 characters */
          contentType: string;
          /** @description At most 256 characters */
          creator: string;
          /** @description At most 10000 characters */
          description: string;
          price: number | string;
          refundable?: boolean;
          refundWindowDays?: number | null;
          /** @description At most 500 characters */
          title: string;
          tokenGating?:
            | boolean
            | {
                [key: string]: unknown;
              }
            | unknown;
        };
      };
    };
    responses: {
      /** @description Made */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @description The last call of the contract for its price; null when there was none */
            chain: {
              /** @description Micro-STX that the call sets */
              price: number | string;
              /** @enum {string} */
              state: 'pending' | 'confirmed' | 'failed';
              txid: string;
            } | null;
            contentId: string;
            contentType: string;
            /** @description UTC, 2024-01-15T10:30:00Z */
            createdAt: string;
            creator: string;
            description: string;
            isRemoved: boolean;
            /** @description Micro-STX; a text of digits above 2^53 − 1 */
            price: number | string;
            refundable: boolean;
            refundWindowDays: number | null;
            removalReason: string | null;
            title: string;
            tokenGating:
              | boolean
              | {
                  [key: string]: unknown;
                }
              | unknown;
            /** @description UTC, 2024-01-15T10:30:00Z */
            updatedAt: string;
          };
        };
      };
      /** @description Bad Request */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
          };
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
          };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
          };
        };
      };
      /** @description There is one with that id */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
          };
        };
      };
      /** @description Payload Too Large */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
          };
        };
      };
      /** @description Unsupported Media Type */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
          };
        };
      };
      /** @description Unprocessable Entity */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
          };
        };
      };
    };
  };
  'get-contents-id': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The content */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @description The last call of the contract for its price; null when there was none */
            chain: {
              /** @description Micro-STX that the call sets */
              price: number | string;
              /** @enum {string} */
              state: 'pending' | 'confirmed' | 'failed';
              txid: string;
            } | null;
            contentId: string;
            contentType: string;
            /** @description UTC, 2024-01-15T10:30:00Z */
            createdAt: string;
            creator: string;
            description: string;
            isRemoved: boolean;
            /** @description Micro-STX; a text of digits above 2^53 − 1 */
            price: number | string;
            refundable: boolean;
            refundWindowDays: number | null;
            removalReason: string | null;
            title: string;
            tokenGating:
              | boolean
              | {
                  [key: string]: unknown;
                }
              | unknown;
            /** @description UTC, 2024-01-15T10:30:00Z */
            updatedAt: string;
          };
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
          };
        };
      };
      /** @description Not Found */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
          };
        };
      };
      /** @description Too Many Requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
          };
        };
      };
    };
  };
  'post-contents-import': {
    parameters: {
      query?: {
        on_error?: 'reject' | 'partial';
      };
      header?: {
        /** @description The same key again, with the same request, is answered as the first time, for 24 hours */
        'Idempotency-Key'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** @description At most 256 characters */
          contentId?: string;
          /** @description At most 100 characters */
          contentType: string;
          /** @description At most 256 characters */
          creator: string;
          /** @description At most 10000 characters */
          description: string;
          price: number | string;
          refundable?: boolean;
          refundWindowDays?: number | null;
          /** @description At most 500 characters */
          title: string;
          tokenGating?:
            | boolean
            | {
                [key: string]: unknown;
              }
            | unknown;
        }[];
        'multipart/form-data': {
          /** @description Whose the contents are that do not say it; default: the caller’s */
          creator?: string;
          /** Format: binary */
          file?: string;
          upload_id?: string;
        };
      };
    };
    responses: {
      /** @description Imported, as far as its rows are right */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @description The first hundred */
            errors: {
              field: string;
              message: string;
              /** @description Counted from 1, without the header */
              row: number;
            }[];
            /** @description Rows that were left out */
            failed: number;
            imported: number;
            total: number;
          };
        };
      };
      /** @description Bad Request */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
          };
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
          };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
          };
        };
      };
      /** @description Conflict */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
          };
        };
      };
      /** @description Payload Too Large */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
          };
        };
      };
      /** @description Unsupported Media Type */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
          };
        };
      };
      /** @description Unprocessable Entity */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
          };
        };
      };
    };
  };
  'post-ops-batches-id-retry': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Accepted */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            batch_id: string;
            /** @description How many parts are done again; 0 when that is not known yet */
            parts: number;
            queue: string;
          };
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description Not Found */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description It can’t be done again, or not now; the message says why */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
    };
  };
  'get-ops-drains': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The drains */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            drains: {
              /** Format: date-time */
              created_at: string;
              created_by: string | null;
              hand_back: boolean;
              /** Format: uuid */
              id: string;
              reason: string | null;
              /** @enum {string} */
              scope: 'all' | 'queue' | 'worker';
              /** @description Name of the queue or id of the worker */
              target: string | null;
              /** Format: date-time */
              until: string | null;
            }[];
          };
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
    };
  };
  'post-ops-drains': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** @constant */
          all?: true;
          /** @description It ends by itself after so long; without it, not before it is ended */
          for_seconds?: number;
          /**
           * @description Hand back what runs at its next safe place instead of finishing it
           * @default false
           */
          hand_back?: boolean;
          /** @enum {string} */
          queue?: 'omr' | 'revenue' | 'migration' | 'audience' | 'content';
          reason?: string;
          /** @description Id of a worker, from the status */
          worker?: string;
        };
      };
    };
    responses: {
      /** @description In force */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** Format: date-time */
            created_at: string;
            created_by: string | null;
            hand_back: boolean;
            /** Format: uuid */
            id: string;
            reason: string | null;
            /** @enum {string} */
            scope: 'all' | 'queue' | 'worker';
            /** @description Name of the queue or id of the worker */
            target: string | null;
            /** Format: date-time */
            until: string | null;
          };
        };
      };
      /** @description Bad Request */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description Payload Too Large */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description Unsupported Media Type */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
    };
  };
  'get-ops-jobs': {
    parameters: {
      query?: {
        batch_id?: string;
        cursor?: string;
        limit?: number;
        name?: string;
        older_than_seconds?: number;
        poison?: boolean;
        queue?: string;
        state?: 'waiting' | 'admitted' | 'running' | 'done' | 'failed' | 'cancelled';
        worker?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of jobs */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            jobs: {
              /** Format: date-time */
              admitted_at: string | null;
              attempts: number;
              /** Format: uuid */
              batch_id: string;
              crashes: number;
              /** Format: date-time */
              created_at: string | null;
              /** @description How often it was handed to Redis */
              epoch: number;
              /** @description Null in jobs of other tenants */
              error: string | null;
              /** Format: date-time */
              finished_at: string | null;
              /** @description `failed` or `poison`, when it was given up, or a part of it */
              given_up: string | null;
              /** Format: uuid */
              id: string;
              /** Format: date-time */
              lease_until: string | null;
              name: string;
              /** Format: uuid */
              owner_id: string;
              queue: string;
              request_id: string | null;
              /** Format: date-time */
              run_after: string | null;
              /** Format: date-time */
              started_at: string | null;
              state: string;
              /** Format: uuid */
              tenant_id: string;
              worker_id: string | null;
            }[];
            /** @description Null on the last page */
            next_cursor: string | null;
          };
        };
      };
      /** @description Bad Request */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
    };
  };
  'post-ops-jobs-id-requeue': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Accepted */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** Format: uuid */
            batch_id: string;
            /** Format: uuid */
            job_id: string;
            /**
             * @description `requeued`: this job starts anew. `retried`: it had ended, new ones do again what failed
             * @enum {string}
             */
            outcome: 'requeued' | 'retried';
            /** @description How many parts are done again; 0 when that is not known yet */
            parts: number;
          };
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description Not Found */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description It can’t be done again, or not now; the message says why */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
    };
  };
  'post-ops-jobs-requeue': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** @description The batch, upload, file or import that it belongs to */
          batch_id?: string;
          /** @description From `next_cursor` of the page before */
          cursor?: string;
          /**
           * @description true: only count
           * @default false
           */
          dry_run?: boolean;
          /** @default 100 */
          limit?: number;
          /** @description Such as omr.process-sheets */
          name?: string;
          /** @description In their state for longer than that */
          older_than_seconds?: number;
          /** @description true: only those that workers died on */
          poison?: boolean;
          queue?: string;
          /** @enum {string} */
          state: 'waiting' | 'admitted' | 'running' | 'failed';
          worker?: string;
        };
      };
    };
    responses: {
      /** @description What became of them */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @description How many batches they belong to */
            batches: number;
            dry_run: boolean;
            /** @description Jobs looked at; of a dry run, all there are */
            matched: number;
            /** @description Null when all were looked at */
            next_cursor: string | null;
            /** @description Jobs that start anew */
            requeued: number;
            /** @description Batches of which what failed is done again */
            retried: number;
            skipped: {
              /** Format: uuid */
              batch_id: string;
              code: string;
              /** Format: uuid */
              job_id: string;
              message: string;
            }[];
          };
        };
      };
      /** @description Bad Request */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description Payload Too Large */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description Unsupported Media Type */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
    };
  };
  'post-ops-resume': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** @constant */
          all?: true;
          /** @enum {string} */
          queue?: 'omr' | 'revenue' | 'migration' | 'audience' | 'content';
          /** @description Id of a worker, from the status */
          worker?: string;
        };
      };
    };
    responses: {
      /** @description What ended, and what is still in force */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            ended: {
              /** Format: date-time */
              created_at: string;
              created_by: string | null;
              hand_back: boolean;
              /** Format: uuid */
              id: string;
              reason: string | null;
              /** @enum {string} */
              scope: 'all' | 'queue' | 'worker';
              /** @description Name of the queue or id of the worker */
              target: string | null;
              /** Format: date-time */
              until: string | null;
            }[];
            /** @description Drains that are still in force */
            still: {
              /** Format: date-time */
              created_at: string;
              created_by: string | null;
              hand_back: boolean;
              /** Format: uuid */
              id: string;
              reason: string | null;
              /** @enum {string} */
              scope: 'all' | 'queue' | 'worker';
              /** @description Name of the queue or id of the worker */
              target: string | null;
              /** Format: date-time */
              until: string | null;
            }[];
          };
        };
      };
      /** @description Bad Request */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description Payload Too Large */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description Unsupported Media Type */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
    };
  };
  'get-ops-status': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The state of the fleet */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** Format: date-time */
            at: string;
            /** @enum {string} */
            chain: 'configured' | 'not configured';
            drains: {
              /** Format: date-time */
              created_at: string;
              created_by: string | null;
              hand_back: boolean;
              /** Format: uuid */
              id: string;
              reason: string | null;
              /** @enum {string} */
              scope: 'all' | 'queue' | 'worker';
              /** @description Name of the queue or id of the worker */
              target: string | null;
              /** Format: date-time */
              until: string | null;
            }[];
            /** @description Id of the worker that admits and recovers */
            leader: string | null;
            migrations: {
              applied: number;
              pending: string[];
              /** @description Migrations of a newer version */
              unknown: number;
            };
            /** @enum {string} */
            postgres: 'ok' | 'away';
            queues: {
              admitted: number;
              /** @description Of those waiting, how many wait for the time of their next attempt */
              delayed: number;
              drained: boolean;
              failed_last_hour: number;
              oldest_waiting_seconds: number | null;
              /** @description Of those, how many because workers died on them */
              poison_last_hour: number;
              queue: string;
              running: number;
              waiting: number;
            }[];
            /** @enum {string} */
            redis: 'ok' | 'away';
            /** @enum {string} */
            storage: 'ok' | 'away';
            version: string;
            workers: {
              alive: boolean;
              /** @description Jobs it runs at once, per queue */
              concurrency: number;
              draining: boolean;
              host: string | null;
              id: string;
              leader: boolean;
              queues: string[];
              running: number;
              seen_seconds_ago: number;
              /** Format: date-time */
              started_at: string;
              version: string | null;
            }[];
          };
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
    };
  };
  'get-overview-batches': {
    parameters: {
      query?: {
        cursor?: string;
        limit?: number;
        owner?: 'me';
        q?: string;
        state?: string;
        system?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of them */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @description How many are waiting or working, of any state asked for and on any page; at most 1000 are counted */
            active: number;
            batches: {
              /** Format: date-time */
              created_at: string;
              done: number;
              error: string | null;
              failed: number;
              /** Format: date-time */
              finished_at: string | null;
              /** @description As the routes of that system take it */
              id: string;
              /**
               * @description `file`: one of revenue that was sent without a batch
               * @enum {string}
               */
              kind: 'batch' | 'file';
              name: string;
              owner: {
                /** Format: uuid */
                id: string;
                username: string | null;
              };
              /**
               * Format: date-time
               * @description Null as well where the system does not write it down
               */
              started_at: string | null;
              /**
               * @description `your_turn`: nothing happens until its owner does the next step; `done_with_errors`: it has ended, and some of it, or all, has failed; `failed`: it ended before it was through
               * @enum {string}
               */
              state:
                | 'waiting'
                | 'working'
                | 'your_turn'
                | 'done'
                | 'done_with_errors'
                | 'failed'
                | 'cancelled'
                | 'rolled_back';
              /** @description The system’s own word */
              status: string;
              /** @enum {string} */
              system: 'omr' | 'revenue' | 'audience' | 'content' | 'migration';
              /** @description Null while it is not known */
              total: number | null;
              /** @enum {string} */
              unit: 'sheets' | 'files' | 'rows' | 'records' | 'contents';
            }[];
            /** @description Null on the last page */
            next_cursor: string | null;
          };
        };
      };
      /** @description Bad Request */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
    };
  };
  'get-overview-batches-system-id': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
        system: 'omr' | 'revenue' | 'audience' | 'content' | 'migration';
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As in the list */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** Format: date-time */
            created_at: string;
            done: number;
            error: string | null;
            failed: number;
            /** Format: date-time */
            finished_at: string | null;
            /** @description As the routes of that system take it */
            id: string;
            /**
             * @description `file`: one of revenue that was sent without a batch
             * @enum {string}
             */
            kind: 'batch' | 'file';
            name: string;
            owner: {
              /** Format: uuid */
              id: string;
              username: string | null;
            };
            /**
             * Format: date-time
             * @description Null as well where the system does not write it down
             */
            started_at: string | null;
            /**
             * @description `your_turn`: nothing happens until its owner does the next step; `done_with_errors`: it has ended, and some of it, or all, has failed; `failed`: it ended before it was through
             * @enum {string}
             */
            state:
              | 'waiting'
              | 'working'
              | 'your_turn'
              | 'done'
              | 'done_with_errors'
              | 'failed'
              | 'cancelled'
              | 'rolled_back';
            /** @description The system’s own word */
            status: string;
            /** @enum {string} */
            system: 'omr' | 'revenue' | 'audience' | 'content' | 'migration';
            /** @description Null while it is not known */
            total: number | null;
            /** @enum {string} */
            unit: 'sheets' | 'files' | 'rows' | 'records' | 'contents';
          };
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description Not Found */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
    };
  };
  'get-revenue-batches': {
    parameters: {
      query?: {
        limit?: number;
        page?: number;
        status?: 'success' | 'error' | 'processing' | 'partial';
        userId?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of batches */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: {
              batches: {
                batchName: string;
                cancelledAt: string | null;
                checkedAt: string | null;
                /**
                 * @description Whether the files were compared with each other
                 * @enum {string}
                 */
                checkState: 'none' | 'waiting' | 'done' | 'failed';
                /** @description UTC, 2024-01-15T10:30:00Z */
                createdAt: string;
                errorFiles: number;
                /** Format: uuid */
                id: string;
                ipAddress: string;
                processingFiles: number;
                /** @enum {string} */
                status: 'success' | 'error' | 'processing' | 'partial';
                successFiles: number;
                totalFiles: number;
                totalRecords: number;
                totalSize: number;
                /** @description UTC, 2024-01-15T10:30:00Z */
                updatedAt: string;
                /** @description UTC, 2024-01-15T10:30:00Z */
                uploadDate: string;
                userAgent: string;
                userId: string;
              }[];
              pagination: {
                limit: number;
                page: number;
                total: number;
                totalPages: number;
              };
            };
            message: string;
            /** @constant */
            success: true;
            /** @description UTC, 2024-01-15T10:30:00Z */
            timestamp: string;
          };
        };
      };
      /** @description Bad Request */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
    };
  };
  'post-revenue-batches': {
    parameters: {
      query?: never;
      header?: {
        /** @description The same key again, with the same request, is answered as the first time, for 24 hours */
        'Idempotency-Key'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          batchName?: string;
          ipAddress?: string;
          userAgent?: string;
          userId?: string;
        };
      };
    };
    responses: {
      /** @description Made */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: {
              batchName: string;
              cancelledAt: string | null;
              checkedAt: string | null;
              /**
               * @description Whether the files were compared with each other
               * @enum {string}
               */
              checkState: 'none' | 'waiting' | 'done' | 'failed';
              /** @description UTC, 2024-01-15T10:30:00Z */
              createdAt: string;
              errorFiles: number;
              /** Format: uuid */
              id: string;
              ipAddress: string;
              processingFiles: number;
              /** @enum {string} */
              status: 'success' | 'error' | 'processing' | 'partial';
              successFiles: number;
              totalFiles: number;
              totalRecords: number;
              totalSize: number;
              /** @description UTC, 2024-01-15T10:30:00Z */
              updatedAt: string;
              /** @description UTC, 2024-01-15T10:30:00Z */
              uploadDate: string;
              userAgent: string;
              userId: string;
            };
            message: string;
            /** @constant */
            success: true;
            /** @description UTC, 2024-01-15T10:30:00Z */
            timestamp: string;
          };
        };
      };
      /** @description Bad Request */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
      /** @description Conflict */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
      /** @description Payload Too Large */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
      /** @description Unsupported Media Type */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
      /** @description Unprocessable Entity */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
    };
  };
  'get-revenue-batches-id': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The batch */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: {
              batchName: string;
              cancelledAt: string | null;
              checkedAt: string | null;
              /**
               * @description Whether the files were compared with each other
               * @enum {string}
               */
              checkState: 'none' | 'waiting' | 'done' | 'failed';
              /** @description UTC, 2024-01-15T10:30:00Z */
              createdAt: string;
              errorFiles: number;
              files: {
                /** Format: uuid */
                archiveId: string | null;
                /** Format: uuid */
                batchId: string | null;
                charset: string | null;
                claimTable: string | null;
                completedAt: string | null;
                /** @description UTC, 2024-01-15T10:30:00Z */
                createdAt: string;
                errors: {
                  code: string;
                  detail?: string;
                  message: string;
                }[];
                filename: string;
                filePath: string;
                fileSize: number;
                fileType: string;
                hasMemo: boolean;
                /** Format: uuid */
                id: string;
                invalidRecords: number;
                ipAddress: string;
                isValid: boolean;
                originalName: string;
                processedRecords: number;
                /** @description Milliseconds */
                processingTime: number;
                skippedRecords: number;
                /** @enum {string} */
                status: 'pending' | 'processing' | 'completed' | 'error';
                totalRecords: number;
                /** @description UTC, 2024-01-15T10:30:00Z */
                updatedAt: string;
                /** @description UTC, 2024-01-15T10:30:00Z */
                uploadDate: string;
                userAgent: string;
                userId: string;
                validRecords: number;
              }[];
              /** Format: uuid */
              id: string;
              ipAddress: string;
              /** @description Where the files behind the first 1,000 are */
              moreFiles?: string;
              processingFiles: number;
              /** @enum {string} */
              status: 'success' | 'error' | 'processing' | 'partial';
              successFiles: number;
              totalFiles: number;
              totalRecords: number;
              totalSize: number;
              /** @description UTC, 2024-01-15T10:30:00Z */
              updatedAt: string;
              /** @description UTC, 2024-01-15T10:30:00Z */
              uploadDate: string;
              userAgent: string;
              userId: string;
            };
            message: string;
            /** @constant */
            success: true;
            /** @description UTC, 2024-01-15T10:30:00Z */
            timestamp: string;
          };
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
      /** @description Not Found */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
    };
  };
  'delete-revenue-batches-id': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Gone */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: {
              /** Format: uuid */
              id: string;
            };
            message: string;
            /** @constant */
            success: true;
            /** @description UTC, 2024-01-15T10:30:00Z */
            timestamp: string;
          };
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
      /** @description Not Found */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
    };
  };
  'post-revenue-batches-id-cancel': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Stopped */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: {
              batchName: string;
              cancelledAt: string | null;
              checkedAt: string | null;
              /**
               * @description Whether the files were compared with each other
               * @enum {string}
               */
              checkState: 'none' | 'waiting' | 'done' | 'failed';
              /** @description UTC, 2024-01-15T10:30:00Z */
              createdAt: string;
              errorFiles: number;
              /** Format: uuid */
              id: string;
              ipAddress: string;
              /** @description Files that had not ended; records stored before stay */
              notDone: {
                /** Format: uuid */
                fileId: string;
                filename: string;
                storedRecords: number;
              }[];
              notDoneCount: number;
              processingFiles: number;
              /** @enum {string} */
              status: 'success' | 'error' | 'processing' | 'partial';
              successFiles: number;
              totalFiles: number;
              totalRecords: number;
              totalSize: number;
              /** @description UTC, 2024-01-15T10:30:00Z */
              updatedAt: string;
              /** @description UTC, 2024-01-15T10:30:00Z */
              uploadDate: string;
              userAgent: string;
              userId: string;
            };
            message: string;
            /** @constant */
            success: true;
            /** @description UTC, 2024-01-15T10:30:00Z */
            timestamp: string;
          };
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
      /** @description Not Found */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
      /** @description Not in the state that it is in */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
    };
  };
  'get-revenue-batches-id-events': {
    parameters: {
      query?: {
        access_token?: string;
      };
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Events until it has ended */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'text/event-stream': string;
        };
      };
      /** @description It has ended and the client has been told: do not come back */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description Bad Request */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
      /** @description Not Found */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
    };
  };
  'get-revenue-batches-id-files': {
    parameters: {
      query?: {
        fileType?: 'DBF' | 'CSV' | 'TXT' | 'ZIP';
        limit?: number;
        page?: number;
        status?: 'pending' | 'processing' | 'completed' | 'error';
      };
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of files */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: {
              batch: {
                batchName: string;
                cancelledAt: string | null;
                checkedAt: string | null;
                /**
                 * @description Whether the files were compared with each other
                 * @enum {string}
                 */
                checkState: 'none' | 'waiting' | 'done' | 'failed';
                /** @description UTC, 2024-01-15T10:30:00Z */
                createdAt: string;
                errorFiles: number;
                /** Format: uuid */
                id: string;
                ipAddress: string;
                processingFiles: number;
                /** @enum {string} */
                status: 'success' | 'error' | 'processing' | 'partial';
                successFiles: number;
                totalFiles: number;
                totalRecords: number;
                totalSize: number;
                /** @description UTC, 2024-01-15T10:30:00Z */
                updatedAt: string;
                /** @description UTC, 2024-01-15T10:30:00Z */
                uploadDate: string;
                userAgent: string;
                userId: string;
              };
              files: {
                /** Format: uuid */
                archiveId: string | null;
                /** Format: uuid */
                batchId: string | null;
                charset: string | null;
                claimTable: string | null;
                completedAt: string | null;
                /** @description UTC, 2024-01-15T10:30:00Z */
                createdAt: string;
                errors: {
                  code: string;
                  detail?: string;
                  message: string;
                }[];
                filename: string;
                filePath: string;
                fileSize: number;
                fileType: string;
                hasMemo: boolean;
                /** Format: uuid */
                id: string;
                invalidRecords: number;
                ipAddress: string;
                isValid: boolean;
                originalName: string;
                processedRecords: number;
                /** @description Milliseconds */
                processingTime: number;
                skippedRecords: number;
                /** @enum {string} */
                status: 'pending' | 'processing' | 'completed' | 'error';
                totalRecords: number;
                /** @description UTC, 2024-01-15T10:30:00Z */
                updatedAt: string;
                /** @description UTC, 2024-01-15T10:30:00Z */
                uploadDate: string;
                userAgent: string;
                userId: string;
                validRecords: number;
              }[];
              pagination: {
                limit: number;
                page: number;
                total: number;
                totalPages: number;
              };
            };
            message: string;
            /** @constant */
            success: true;
            /** @description UTC, 2024-01-15T10:30:00Z */
            timestamp: string;
          };
        };
      };
      /** @description Bad Request */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
      /** @description Not Found */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
    };
  };
  'get-revenue-batches-id-progress': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Progress */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: {
              /**
               * @description Whether the files were compared with each other
               * @enum {string}
               */
              checkState: 'none' | 'waiting' | 'done' | 'failed';
              errorFiles: number;
              /** Format: uuid */
              id: string;
              processingFiles: number;
              progressPercentage: number;
              /** @enum {string} */
              status: 'success' | 'error' | 'processing' | 'partial';
              successFiles: number;
              totalFiles: number;
              totalRecords: number;
              /** @description UTC, 2024-01-15T10:30:00Z */
              updatedAt: string;
            };
            message: string;
            /** @constant */
            success: true;
            /** @description UTC, 2024-01-15T10:30:00Z */
            timestamp: string;
          };
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
      /** @description Not Found */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
    };
  };
  'get-revenue-batches-id-report': {
    parameters: {
      query?: {
        format?: 'json' | 'csv';
        limit?: number;
        page?: number;
      };
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The report */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: {
              batch: {
                batchName: string;
                cancelledAt: string | null;
                checkedAt: string | null;
                /**
                 * @description Whether the files were compared with each other
                 * @enum {string}
                 */
                checkState: 'none' | 'waiting' | 'done' | 'failed';
                /** @description UTC, 2024-01-15T10:30:00Z */
                createdAt: string;
                errorFiles: number;
                /** Format: uuid */
                id: string;
                ipAddress: string;
                processingFiles: number;
                /** @enum {string} */
                status: 'success' | 'error' | 'processing' | 'partial';
                successFiles: number;
                totalFiles: number;
                totalRecords: number;
                totalSize: number;
                /** @description UTC, 2024-01-15T10:30:00Z */
                updatedAt: string;
                /** @description UTC, 2024-01-15T10:30:00Z */
                uploadDate: string;
                userAgent: string;
                userId: string;
              };
              claims: {
                /** @description Baht */
                amountAtRisk: number;
                claim: string;
                /** @enum {string} */
                claimKind: 'HN' | 'SEQ' | 'AN';
                findingCount: number;
                findings: {
                  details: {
                    [key: string]: unknown;
                  };
                  /** Format: uuid */
                  fileId: string | null;
                  message: string;
                  rowNumber: number | null;
                  rule: string;
                  table: string;
                }[];
              }[];
              files: {
                claimTable: string | null;
                errors: {
                  code: string;
                  detail?: string;
                  message: string;
                }[];
                errorSummary: {
                  code: string;
                  column: string | null;
                  count: number;
                  /** @enum {string} */
                  severity: 'error' | 'warning';
                }[];
                /** Format: uuid */
                fileId: string;
                filename: string;
                fileType: string;
                invalidRecords: number;
                skippedRecords: number;
                /** @enum {string} */
                status: 'pending' | 'processing' | 'completed' | 'error';
                totalRecords: number;
                validRecords: number;
              }[];
              /** @description Where the files behind the first 1,000 are */
              moreFiles?: string;
              pagination: {
                limit: number;
                page: number;
                total: number;
                totalPages: number;
              };
              totals: {
                /** @description Baht; each claim counted once */
                amountAtRisk: number;
                claims: number;
                findings: number;
                invalidRecords: number;
                skippedRecords: number;
                totalRecords: number;
                validRecords: number;
              };
            };
            message: string;
            /** @constant */
            success: true;
            /** @description UTC, 2024-01-15T10:30:00Z */
            timestamp: string;
          };
        };
      };
      /** @description Bad Request */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
      /** @description Not Found */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
    };
  };
  'get-revenue-batches-id-report-html': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The report */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'text/html': string;
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
      /** @description Not Found */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
    };
  };
  'post-revenue-batches-id-retry': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Accepted */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: {
              batchName: string;
              cancelledAt: string | null;
              checkedAt: string | null;
              /**
               * @description Whether the files were compared with each other
               * @enum {string}
               */
              checkState: 'none' | 'waiting' | 'done' | 'failed';
              /** @description UTC, 2024-01-15T10:30:00Z */
              createdAt: string;
              errorFiles: number;
              /** Format: uuid */
              id: string;
              ipAddress: string;
              processingFiles: number;
              /** @description 0 when the files are only compared with each other again */
              retriedFiles: number;
              /** @enum {string} */
              status: 'success' | 'error' | 'processing' | 'partial';
              successFiles: number;
              totalFiles: number;
              totalRecords: number;
              totalSize: number;
              /** @description UTC, 2024-01-15T10:30:00Z */
              updatedAt: string;
              /** @description UTC, 2024-01-15T10:30:00Z */
              uploadDate: string;
              userAgent: string;
              userId: string;
            };
            message: string;
            /** @constant */
            success: true;
            /** @description UTC, 2024-01-15T10:30:00Z */
            timestamp: string;
          };
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
      /** @description Not Found */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
      /** @description Not in the state that it is in */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
    };
  };
  'get-revenue-files': {
    parameters: {
      query?: {
        fileType?: 'DBF' | 'CSV' | 'TXT' | 'ZIP';
        limit?: number;
        page?: number;
        status?: 'pending' | 'processing' | 'completed' | 'error';
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of files */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: {
              files: {
                /** Format: uuid */
                archiveId: string | null;
                /** Format: uuid */
                batchId: string | null;
                charset: string | null;
                claimTable: string | null;
                completedAt: string | null;
                /** @description UTC, 2024-01-15T10:30:00Z */
                createdAt: string;
                errors: {
                  code: string;
                  detail?: string;
                  message: string;
                }[];
                filename: string;
                filePath: string;
                fileSize: number;
                fileType: string;
                hasMemo: boolean;
                /** Format: uuid */
                id: string;
                invalidRecords: number;
                ipAddress: string;
                isValid: boolean;
                originalName: string;
                processedRecords: number;
                /** @description Milliseconds */
                processingTime: number;
                skippedRecords: number;
                /** @enum {string} */
                status: 'pending' | 'processing' | 'completed' | 'error';
                totalRecords: number;
                /** @description UTC, 2024-01-15T10:30:00Z */
                updatedAt: string;
                /** @description UTC, 2024-01-15T10:30:00Z */
                uploadDate: string;
                userAgent: string;
                userId: string;
                validRecords: number;
              }[];
              pagination: {
                limit: number;
                page: number;
                total: number;
                totalPages: number;
              };
            };
            message: string;
            /** @constant */
            success: true;
            /** @description UTC, 2024-01-15T10:30:00Z */
            timestamp: string;
          };
        };
      };
      /** @description Bad Request */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
    };
  };
  'get-revenue-files-id': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The file */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: {
              /** Format: uuid */
              archiveId: string | null;
              /** Format: uuid */
              batchId: string | null;
              charset: string | null;
              claimTable: string | null;
              columns:
                | {
                    decimals: number;
                    name: string;
                    type: string;
                    width: number;
                  }[]
                | null;
              completedAt: string | null;
              /** @description UTC, 2024-01-15T10:30:00Z */
              createdAt: string;
              errors: {
                code: string;
                detail?: string;
                message: string;
              }[];
              filename: string;
              filePath: string;
              fileSize: number;
              fileType: string;
              hasMemo: boolean;
              /** Format: uuid */
              id: string;
              invalidRecords: number;
              ipAddress: string;
              isContainer: boolean;
              isValid: boolean;
              originalName: string;
              processedRecords: number;
              /** @description Milliseconds */
              processingTime: number;
              progressPercentage: number;
              skippedRecords: number;
              /** @enum {string} */
              status: 'pending' | 'processing' | 'completed' | 'error';
              totalRecords: number;
              /** @description UTC, 2024-01-15T10:30:00Z */
              updatedAt: string;
              /** @description UTC, 2024-01-15T10:30:00Z */
              uploadDate: string;
              userAgent: string;
              userId: string;
              validRecords: number;
            };
            message: string;
            /** @constant */
            success: true;
            /** @description UTC, 2024-01-15T10:30:00Z */
            timestamp: string;
          };
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
      /** @description Not Found */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
    };
  };
  'delete-revenue-files-id': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Gone */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: {
              /** Format: uuid */
              id: string;
            };
            message: string;
            /** @constant */
            success: true;
            /** @description UTC, 2024-01-15T10:30:00Z */
            timestamp: string;
          };
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
      /** @description Not Found */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
      /** @description Its batch works on it */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
    };
  };
  'get-revenue-files-id-download': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The file */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/octet-stream': string;
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
      /** @description Not Found */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
    };
  };
  'get-revenue-files-id-errors': {
    parameters: {
      query?: {
        format?: 'json' | 'csv';
        limit?: number;
        page?: number;
      };
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of errors */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: {
              errors: {
                code: string;
                column: string | null;
                message: string;
                rowNumber: number;
                /** @enum {string} */
                severity: 'error' | 'warning';
                value: string | null;
              }[];
              fileErrors: {
                code: string;
                detail?: string;
                message: string;
              }[];
              pagination: {
                limit: number;
                page: number;
                total: number;
                totalPages: number;
              };
            };
            message: string;
            /** @constant */
            success: true;
            /** @description UTC, 2024-01-15T10:30:00Z */
            timestamp: string;
          };
        };
      };
      /** @description Bad Request */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
      /** @description Not Found */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
    };
  };
  'get-revenue-files-id-events': {
    parameters: {
      query?: {
        access_token?: string;
      };
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Events until it has ended */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'text/event-stream': string;
        };
      };
      /** @description It has ended and the client has been told: do not come back */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description Bad Request */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
      /** @description Not Found */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
    };
  };
  'get-revenue-files-id-records': {
    parameters: {
      query?: {
        limit?: number;
        page?: number;
        valid?: boolean;
      };
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of records */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: {
              columns: {
                decimals: number;
                name: string;
                type: string;
                width: number;
              }[];
              pagination: {
                limit: number;
                page: number;
                total: number;
                totalPages: number;
              };
              records: {
                data: Record<string, never>;
                errors: {
                  code: string;
                  column: string | null;
                  message: string;
                  /** @enum {string} */
                  severity: 'error' | 'warning';
                  value: string | null;
                }[];
                isValid: boolean;
                rowNumber: number;
              }[];
            };
            message: string;
            /** @constant */
            success: true;
            /** @description UTC, 2024-01-15T10:30:00Z */
            timestamp: string;
          };
        };
      };
      /** @description Bad Request */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
      /** @description Not Found */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
    };
  };
  'post-revenue-files-id-retry': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Accepted */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: {
              /** Format: uuid */
              archiveId: string | null;
              /** Format: uuid */
              batchId: string | null;
              charset: string | null;
              claimTable: string | null;
              columns:
                | {
                    decimals: number;
                    name: string;
                    type: string;
                    width: number;
                  }[]
                | null;
              completedAt: string | null;
              /** @description UTC, 2024-01-15T10:30:00Z */
              createdAt: string;
              errors: {
                code: string;
                detail?: string;
                message: string;
              }[];
              filename: string;
              filePath: string;
              fileSize: number;
              fileType: string;
              hasMemo: boolean;
              /** Format: uuid */
              id: string;
              invalidRecords: number;
              ipAddress: string;
              isContainer: boolean;
              isValid: boolean;
              originalName: string;
              processedRecords: number;
              /** @description Milliseconds */
              processingTime: number;
              progressPercentage: number;
              skippedRecords: number;
              /** @enum {string} */
              status: 'pending' | 'processing' | 'completed' | 'error';
              totalRecords: number;
              /** @description UTC, 2024-01-15T10:30:00Z */
              updatedAt: string;
              /** @description UTC, 2024-01-15T10:30:00Z */
              uploadDate: string;
              userAgent: string;
              userId: string;
              validRecords: number;
            };
            message: string;
            /** @constant */
            success: true;
            /** @description UTC, 2024-01-15T10:30:00Z */
            timestamp: string;
          };
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
      /** @description Not Found */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
      /** @description It has not failed */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
    };
  };
  'get-revenue-statistics': {
    parameters: {
      query?: {
        days?: number;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The sums */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: {
              batches: {
                byStatus: {
                  error: number;
                  partial: number;
                  processing: number;
                  success: number;
                };
                total: number;
              };
              claimTables: {
                claimTable: string;
                files: number;
                invalidRecords: number;
                totalRecords: number;
                validRecords: number;
              }[];
              files: {
                byStatus: {
                  completed: number;
                  error: number;
                  pending: number;
                  processing: number;
                };
                byType: {
                  files: number;
                  fileType: string;
                  size: number;
                }[];
                total: number;
                totalSize: number;
              };
              records: {
                invalid: number;
                skipped: number;
                total: number;
                valid: number;
              };
              uploads: {
                date: string;
                files: number;
                records: number;
                size: number;
              }[];
            };
            message: string;
            /** @constant */
            success: true;
            /** @description UTC, 2024-01-15T10:30:00Z */
            timestamp: string;
          };
        };
      };
      /** @description Bad Request */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
    };
  };
  'post-revenue-upload': {
    parameters: {
      query?: never;
      header?: {
        /** @description The same key again, with the same request, is answered as the first time, for 24 hours */
        'Idempotency-Key'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'multipart/form-data': {
          batchId?: string;
          /** Format: binary */
          file?: string;
          upload_id?: string;
        };
      };
    };
    responses: {
      /** @description Ended while the client waited; data.success says how */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: {
              /** Format: uuid */
              batchId: string | null;
              errorDetails: {
                code: string;
                detail?: string;
                message: string;
              }[];
              errors: string[];
              /** Format: uuid */
              fileId: string;
              filename: string;
              fileSize: number;
              invalidRecords: number;
              message: string;
              /** @description Of a ZIP: its members */
              results?: {
                errorDetails: {
                  code: string;
                  detail?: string;
                  message: string;
                }[];
                errors: string[];
                /** Format: uuid */
                fileId: string;
                filename: string;
                fileSize: number;
                invalidRecords: number;
                message: string;
                skippedRecords: number;
                /** @enum {string} */
                status: 'pending' | 'processing' | 'completed' | 'error';
                /** @description The file was imported; false while it is under way */
                success: boolean;
                totalRecords: number;
                validRecords: number;
              }[];
              skippedRecords: number;
              /** @enum {string} */
              status: 'pending' | 'processing' | 'completed' | 'error';
              /** @description The file was imported; false while it is under way */
              success: boolean;
              totalRecords: number;
              /** @description UTC, 2024-01-15T10:30:00Z */
              uploadDate: string;
              validRecords: number;
            };
            message: string;
            requestId: string;
            /** @constant */
            success: true;
            /** @description UTC, 2024-01-15T10:30:00Z */
            timestamp: string;
          };
        };
      };
      /** @description Still being processed */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: {
              /** Format: uuid */
              batchId: string | null;
              errorDetails: {
                code: string;
                detail?: string;
                message: string;
              }[];
              errors: string[];
              /** Format: uuid */
              fileId: string;
              filename: string;
              fileSize: number;
              invalidRecords: number;
              message: string;
              /** @description Of a ZIP: its members */
              results?: {
                errorDetails: {
                  code: string;
                  detail?: string;
                  message: string;
                }[];
                errors: string[];
                /** Format: uuid */
                fileId: string;
                filename: string;
                fileSize: number;
                invalidRecords: number;
                message: string;
                skippedRecords: number;
                /** @enum {string} */
                status: 'pending' | 'processing' | 'completed' | 'error';
                /** @description The file was imported; false while it is under way */
                success: boolean;
                totalRecords: number;
                validRecords: number;
              }[];
              skippedRecords: number;
              /** @enum {string} */
              status: 'pending' | 'processing' | 'completed' | 'error';
              /** @description The file was imported; false while it is under way */
              success: boolean;
              totalRecords: number;
              /** @description UTC, 2024-01-15T10:30:00Z */
              uploadDate: string;
              validRecords: number;
            };
            message: string;
            requestId: string;
            /** @constant */
            success: true;
            /** @description UTC, 2024-01-15T10:30:00Z */
            timestamp: string;
          };
        };
      };
      /** @description Bad Request */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
      /** @description Conflict */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
      /** @description Payload Too Large */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
      /** @description Unsupported Media Type */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
      /** @description Unprocessable Entity */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
    };
  };
  'post-revenue-upload-batch': {
    parameters: {
      query?: never;
      header?: {
        /** @description The same key again, with the same request, is answered as the first time, for 24 hours */
        'Idempotency-Key'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'multipart/form-data': {
          batchName?: string;
          files?: string[];
          upload_id?: string[];
        };
      };
    };
    responses: {
      /** @description All files have ended while the client waited */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: {
              /** Format: uuid */
              batchId: string;
              batchName: string;
              errorFiles: number;
              /** @description Where the files behind the first 1,000 are */
              moreFiles?: string;
              processingFiles: number;
              results: {
                errorDetails: {
                  code: string;
                  detail?: string;
                  message: string;
                }[];
                errors: string[];
                /** Format: uuid */
                fileId: string;
                filename: string;
                fileSize: number;
                invalidRecords: number;
                message: string;
                skippedRecords: number;
                /** @enum {string} */
                status: 'pending' | 'processing' | 'completed' | 'error';
                /** @description The file was imported; false while it is under way */
                success: boolean;
                totalRecords: number;
                validRecords: number;
              }[];
              /** @enum {string} */
              status: 'success' | 'error' | 'processing' | 'partial';
              successFiles: number;
              totalFiles: number;
              totalRecords: number;
            };
            message: string;
            /** @constant */
            success: true;
            /** @description UTC, 2024-01-15T10:30:00Z */
            timestamp: string;
          };
        };
      };
      /** @description Some are still being processed */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: {
              /** Format: uuid */
              batchId: string;
              batchName: string;
              errorFiles: number;
              /** @description Where the files behind the first 1,000 are */
              moreFiles?: string;
              processingFiles: number;
              results: {
                errorDetails: {
                  code: string;
                  detail?: string;
                  message: string;
                }[];
                errors: string[];
                /** Format: uuid */
                fileId: string;
                filename: string;
                fileSize: number;
                invalidRecords: number;
                message: string;
                skippedRecords: number;
                /** @enum {string} */
                status: 'pending' | 'processing' | 'completed' | 'error';
                /** @description The file was imported; false while it is under way */
                success: boolean;
                totalRecords: number;
                validRecords: number;
              }[];
              /** @enum {string} */
              status: 'success' | 'error' | 'processing' | 'partial';
              successFiles: number;
              totalFiles: number;
              totalRecords: number;
            };
            message: string;
            /** @constant */
            success: true;
            /** @description UTC, 2024-01-15T10:30:00Z */
            timestamp: string;
          };
        };
      };
      /** @description Bad Request */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
      /** @description Conflict */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
      /** @description Payload Too Large */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
      /** @description Unsupported Media Type */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
      /** @description Unprocessable Entity */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
      /** @description Too Many Requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: Record<string, never>;
            message: string;
            success: boolean;
            timestamp: string;
          };
        };
      };
    };
  };
  'get-tenants': {
    parameters: {
      query?: {
        limit?: number;
        page?: number;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of tenants */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** Format: date-time */
            created_at: string;
            /** Format: uuid */
            id: string;
            name: string;
          }[];
        };
      };
      /** @description Bad Request */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
    };
  };
  'post-tenants': {
    parameters: {
      query?: never;
      header?: {
        /** @description The same key again, with the same request, is answered as the first time, for 24 hours */
        'Idempotency-Key'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          name: string;
        };
      };
    };
    responses: {
      /** @description The tenant */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** Format: date-time */
            created_at: string;
            /** Format: uuid */
            id: string;
            name: string;
          };
        };
      };
      /** @description Bad Request */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description The name is taken */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description Payload Too Large */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description Unsupported Media Type */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description Unprocessable Entity */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
    };
  };
  'post-uploads': {
    parameters: {
      query?: never;
      header: {
        /** @description Always 1.0.0 */
        'Tus-Resumable': string;
        /** @description Bytes of the whole file, 10 GiB at most */
        'Upload-Length': string;
        /** @description filename, in base64 */
        'Upload-Metadata'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: {
      content: {
        'application/offset+octet-stream': string;
      };
    };
    responses: {
      /** @description Begun; its address is in Location */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description There is no room for it */
      507: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description What is wrong */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': Record<string, never>;
        };
      };
    };
  };
  'delete-uploads-id': {
    parameters: {
      query?: never;
      header: {
        /** @description Always 1.0.0 */
        'Tus-Resumable': string;
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Gone */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description What is wrong */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': Record<string, never>;
        };
      };
    };
  };
  'head-uploads-id': {
    parameters: {
      query?: never;
      header: {
        /** @description Always 1.0.0 */
        'Tus-Resumable': string;
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Upload-Offset says how many bytes are there */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description What is wrong */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': Record<string, never>;
        };
      };
    };
  };
  'patch-uploads-id': {
    parameters: {
      query?: never;
      header: {
        /** @description Always 1.0.0 */
        'Tus-Resumable': string;
        /** @description Where this piece begins: what HEAD answered */
        'Upload-Offset': string;
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: {
      content: {
        'application/offset+octet-stream': string;
      };
    };
    responses: {
      /** @description Stored */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description The offset is not where it is */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description Another request is sending */
      423: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description What is wrong */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': Record<string, never>;
        };
      };
    };
  };
  'get-users': {
    parameters: {
      query?: {
        limit?: number;
        page?: number;
        username?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of users */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** Format: date-time */
            created_at: string;
            creator_address: string | null;
            disabled: boolean;
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            role: 'admin' | 'owner' | 'agent' | 'user';
            /** Format: uuid */
            tenant_id: string;
            /** Format: date-time */
            updated_at: string;
            username: string;
          }[];
        };
      };
      /** @description Bad Request */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
    };
  };
  'post-users': {
    parameters: {
      query?: never;
      header?: {
        /** @description The same key again, with the same request, is answered as the first time, for 24 hours */
        'Idempotency-Key'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          creator_address?: string | null;
          password: string;
          /** @enum {string} */
          role: 'admin' | 'owner' | 'agent' | 'user';
          tenant_id?: string;
          username: string;
        };
      };
    };
    responses: {
      /** @description The user */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** Format: date-time */
            created_at: string;
            creator_address: string | null;
            disabled: boolean;
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            role: 'admin' | 'owner' | 'agent' | 'user';
            /** Format: uuid */
            tenant_id: string;
            /** Format: date-time */
            updated_at: string;
            username: string;
          };
        };
      };
      /** @description Bad Request */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description The username is taken */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description Payload Too Large */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description Unsupported Media Type */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description Unprocessable Entity */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
    };
  };
  'delete-users-id': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Deleted */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description No admin, or the own account */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description Not Found */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description The last admin of the tenant `default` */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
    };
  };
  'patch-users-id': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          creator_address?: string | null;
          disabled?: boolean;
          password?: string;
          /** @enum {string} */
          role?: 'admin' | 'owner' | 'agent' | 'user';
          tenant_id?: string;
        };
      };
    };
    responses: {
      /** @description The user */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** Format: date-time */
            created_at: string;
            creator_address: string | null;
            disabled: boolean;
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            role: 'admin' | 'owner' | 'agent' | 'user';
            /** Format: uuid */
            tenant_id: string;
            /** Format: date-time */
            updated_at: string;
            username: string;
          };
        };
      };
      /** @description Bad Request */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description Not Found */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description The tenant `default` would be left without an admin */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description Payload Too Large */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description Unsupported Media Type */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
    };
  };
  'get-v1-onboarding-jamaah': {
    parameters: {
      query?: {
        alamat?: string;
        catatan?: string;
        email?: string;
        golongan_darah?: string;
        hubungan_mahram?: string;
        jenis_kamar?: string;
        jenis_kelamin?: string;
        kabupaten?: string;
        kecamatan?: string;
        kelurahan?: string;
        kewarganegaraan?: string;
        kode_pos?: string;
        kontak_darurat_nama?: string;
        kontak_darurat_telepon?: string;
        kota_paspor?: string;
        limit?: number;
        masa_berlaku_paspor?: string;
        migration_job_id?: string;
        nama?: string;
        nama_ayah?: string;
        nama_mahram?: string;
        nik?: string;
        no_bpjs?: string;
        no_paspor?: string;
        page?: number;
        paket_id?: string;
        pekerjaan?: string;
        pendidikan?: string;
        provinsi?: string;
        q?: string;
        sort_by?:
          | 'nama'
          | 'email'
          | 'telepon'
          | 'paket_id'
          | 'nik'
          | 'no_paspor'
          | 'tanggal_terbit_paspor'
          | 'masa_berlaku_paspor'
          | 'kota_paspor'
          | 'tempat_lahir'
          | 'tanggal_lahir'
          | 'jenis_kelamin'
          | 'title'
          | 'nama_ayah'
          | 'kewarganegaraan'
          | 'status_pernikahan'
          | 'pendidikan'
          | 'pekerjaan'
          | 'golongan_darah'
          | 'alamat'
          | 'provinsi'
          | 'kabupaten'
          | 'kecamatan'
          | 'kelurahan'
          | 'kode_pos'
          | 'nama_mahram'
          | 'hubungan_mahram'
          | 'kontak_darurat_nama'
          | 'kontak_darurat_telepon'
          | 'jenis_kamar'
          | 'ukuran_baju'
          | 'no_bpjs'
          | 'catatan'
          | 'created_at'
          | 'updated_at'
          | 'row_number';
        sort_order?: 'ASC' | 'DESC';
        status_pernikahan?: string;
        tanggal_lahir?: string;
        tanggal_terbit_paspor?: string;
        telepon?: string;
        tempat_lahir?: string;
        title?: string;
        ukuran_baju?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of them */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: {
              alamat: string | null;
              catatan: string | null;
              /** @description UTC, 2025-01-15T10:30:00Z */
              created_at: string;
              email: string | null;
              golongan_darah: string | null;
              hubungan_mahram: string | null;
              /** Format: uuid */
              id: string;
              jenis_kamar: string | null;
              jenis_kelamin: string | null;
              kabupaten: string | null;
              kecamatan: string | null;
              kelurahan: string | null;
              kewarganegaraan: string | null;
              kode_pos: string | null;
              kontak_darurat_nama: string | null;
              kontak_darurat_telepon: string | null;
              kota_paspor: string | null;
              masa_berlaku_paspor: string | null;
              /** Format: uuid */
              migration_job_id: string;
              nama: string;
              nama_ayah: string | null;
              nama_mahram: string | null;
              nik: string | null;
              no_bpjs: string | null;
              no_paspor: string | null;
              paket_id: string;
              pekerjaan: string | null;
              pendidikan: string | null;
              provinsi: string | null;
              row_number: number;
              status_pernikahan: string | null;
              tanggal_lahir: string | null;
              tanggal_terbit_paspor: string | null;
              telepon: string | null;
              tempat_lahir: string | null;
              /** Format: uuid */
              tenant_id: string;
              title: string | null;
              ukuran_baju: string | null;
              /** @description UTC, 2025-01-15T10:30:00Z */
              updated_at: string;
              version: number;
            }[];
            limit: number;
            page: number;
            total: number;
          };
        };
      };
      /** @description Bad Request */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Too Many Requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
    };
  };
  'get-v1-onboarding-jamaah-id': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description All of it */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            alamat: string | null;
            catatan: string | null;
            /** @description UTC, 2025-01-15T10:30:00Z */
            created_at: string;
            email: string | null;
            golongan_darah: string | null;
            hubungan_mahram: string | null;
            /** Format: uuid */
            id: string;
            jenis_kamar: string | null;
            jenis_kelamin: string | null;
            kabupaten: string | null;
            kecamatan: string | null;
            kelurahan: string | null;
            kewarganegaraan: string | null;
            kode_pos: string | null;
            kontak_darurat_nama: string | null;
            kontak_darurat_telepon: string | null;
            kota_paspor: string | null;
            masa_berlaku_paspor: string | null;
            /** Format: uuid */
            migration_job_id: string;
            nama: string;
            nama_ayah: string | null;
            nama_mahram: string | null;
            nik: string | null;
            no_bpjs: string | null;
            no_paspor: string | null;
            paket_id: string;
            pekerjaan: string | null;
            pendidikan: string | null;
            provinsi: string | null;
            row_number: number;
            status_pernikahan: string | null;
            tanggal_lahir: string | null;
            tanggal_terbit_paspor: string | null;
            telepon: string | null;
            tempat_lahir: string | null;
            /** Format: uuid */
            tenant_id: string;
            title: string | null;
            ukuran_baju: string | null;
            /** @description UTC, 2025-01-15T10:30:00Z */
            updated_at: string;
            version: number;
          };
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Not Found */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Too Many Requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
    };
  };
  'patch-v1-onboarding-jamaah-id': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json':
          | {
              /** @description Teks, maksimal 500 karakter */
              alamat?: null | string | number;
              /** @description Teks, maksimal 1000 karakter */
              catatan?: null | string | number;
              /** @description Alamat email, contoh: nama@email.com */
              email?: null | string | number;
              /** @description Salah satu dari: A, B, AB, O, A+, A-, B+, B-, AB+, AB-, O+, O- */
              golongan_darah?: null | string | number;
              /** @description Teks, maksimal 50 karakter */
              hubungan_mahram?: null | string | number;
              /** @description Salah satu dari: QUAD, TRIPLE, DOUBLE, SINGLE */
              jenis_kamar?: null | string | number;
              /** @description Salah satu dari: L, P */
              jenis_kelamin?: null | string | number;
              /** @description Teks, maksimal 100 karakter */
              kabupaten?: null | string | number;
              /** @description Teks, maksimal 100 karakter */
              kecamatan?: null | string | number;
              /** @description Teks, maksimal 100 karakter */
              kelurahan?: null | string | number;
              /** @description Salah satu dari: WNI, WNA */
              kewarganegaraan?: null | string | number;
              /** @description 5 digit angka */
              kode_pos?: null | string | number;
              /** @description Teks, maksimal 100 karakter */
              kontak_darurat_nama?: null | string | number;
              /** @description Nomor telepon Indonesia 9–15 digit, diawali 08, 62 atau +62 */
              kontak_darurat_telepon?: null | string | number;
              /** @description Teks, maksimal 100 karakter */
              kota_paspor?: null | string | number;
              /** @description Tanggal YYYY-MM-DD atau DD/MM/YYYY */
              masa_berlaku_paspor?: null | string | number;
              /** @description 2–100 karakter */
              nama?: null | string | number;
              /** @description Teks, maksimal 100 karakter */
              nama_ayah?: null | string | number;
              /** @description Teks, maksimal 100 karakter */
              nama_mahram?: null | string | number;
              /** @description 16 digit angka */
              nik?: null | string | number;
              /** @description 11 atau 13 digit angka */
              no_bpjs?: null | string | number;
              /** @description 1–2 huruf besar diikuti 6–7 digit, contoh: C1234567 */
              no_paspor?: null | string | number;
              /** @description UUID atau kode_paket dari paket yang sudah ada */
              paket_id?: null | string | number;
              /** @description Teks, maksimal 100 karakter */
              pekerjaan?: null | string | number;
              /** @description Teks, maksimal 50 karakter */
              pendidikan?: null | string | number;
              /** @description Teks, maksimal 100 karakter */
              provinsi?: null | string | number;
              /** @description Salah satu dari: belum_menikah, menikah, cerai_hidup, cerai_mati, janda_duda */
              status_pernikahan?: null | string | number;
              /** @description Tanggal YYYY-MM-DD atau DD/MM/YYYY */
              tanggal_lahir?: null | string | number;
              /** @description Tanggal YYYY-MM-DD atau DD/MM/YYYY */
              tanggal_terbit_paspor?: null | string | number;
              /** @description Nomor telepon Indonesia 9–15 digit, diawali 08, 62 atau +62 */
              telepon?: null | string | number;
              /** @description Teks, maksimal 100 karakter */
              tempat_lahir?: null | string | number;
              /** @description Salah satu dari: TUAN, NYONYA, NONA */
              title?: null | string | number;
              /** @description Teks, maksimal 20 karakter */
              ukuran_baju?: null | string | number;
              /** @description The version that was changed; another one by now is 409 */
              version?: number;
            }
          | unknown
          | unknown
          | unknown
          | unknown
          | unknown
          | unknown
          | unknown
          | unknown
          | unknown
          | unknown
          | unknown
          | unknown
          | unknown
          | unknown
          | unknown
          | unknown
          | unknown
          | unknown
          | unknown
          | unknown
          | unknown
          | unknown
          | unknown
          | unknown
          | unknown
          | unknown
          | unknown
          | unknown
          | unknown
          | unknown
          | unknown
          | unknown
          | unknown;
      };
    };
    responses: {
      /** @description Changed */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            alamat: string | null;
            catatan: string | null;
            /** @description UTC, 2025-01-15T10:30:00Z */
            created_at: string;
            email: string | null;
            golongan_darah: string | null;
            hubungan_mahram: string | null;
            /** Format: uuid */
            id: string;
            jenis_kamar: string | null;
            jenis_kelamin: string | null;
            kabupaten: string | null;
            kecamatan: string | null;
            kelurahan: string | null;
            kewarganegaraan: string | null;
            kode_pos: string | null;
            kontak_darurat_nama: string | null;
            kontak_darurat_telepon: string | null;
            kota_paspor: string | null;
            masa_berlaku_paspor: string | null;
            /** Format: uuid */
            migration_job_id: string;
            nama: string;
            nama_ayah: string | null;
            nama_mahram: string | null;
            nik: string | null;
            no_bpjs: string | null;
            no_paspor: string | null;
            paket_id: string;
            pekerjaan: string | null;
            pendidikan: string | null;
            provinsi: string | null;
            row_number: number;
            status_pernikahan: string | null;
            tanggal_lahir: string | null;
            tanggal_terbit_paspor: string | null;
            telepon: string | null;
            tempat_lahir: string | null;
            /** Format: uuid */
            tenant_id: string;
            title: string | null;
            ukuran_baju: string | null;
            /** @description UTC, 2025-01-15T10:30:00Z */
            updated_at: string;
            version: number;
          };
        };
      };
      /** @description Bad Request */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Not Found */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Payload Too Large */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Unsupported Media Type */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Too Many Requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
    };
  };
  'get-v1-onboarding-migration': {
    parameters: {
      query?: {
        import_type?: 'jamaah' | 'payment' | 'package';
        limit?: number;
        page?: number;
        sort_by?:
          | 'created_at'
          | 'updated_at'
          | 'started_at'
          | 'completed_at'
          | 'file_name'
          | 'file_size'
          | 'import_type'
          | 'status'
          | 'total_rows'
          | 'processed_rows'
          | 'valid_rows'
          | 'invalid_rows';
        sort_order?: 'ASC' | 'DESC';
        status?: 'pending' | 'validating' | 'importing' | 'completed' | 'failed' | 'rolled_back';
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of jobs */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: {
              completed_at: string | null;
              /** @description UTC, 2025-01-15T10:30:00Z */
              created_at: string;
              error_message: string | null;
              file_name: string;
              file_size: number;
              /** Format: uuid */
              id: string;
              /** @enum {string} */
              import_type: 'jamaah' | 'payment' | 'package';
              imported_rows: number;
              invalid_rows: number;
              /** Format: uuid */
              parent_job_id: string | null;
              processed_rows: number;
              progress_percentage: number;
              started_at: string | null;
              /** @enum {string} */
              status: 'pending' | 'validating' | 'importing' | 'completed' | 'failed' | 'rolled_back';
              status_display: string;
              total_rows: number;
              /** @description UTC, 2025-01-15T10:30:00Z */
              updated_at: string;
              /** Format: uuid */
              user_id: string;
              valid_rows: number;
            }[];
            limit: number;
            page: number;
            total: number;
          };
        };
      };
      /** @description Bad Request */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Too Many Requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
    };
  };
  'get-v1-onboarding-migration-id': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The job */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            cancelled_at: string | null;
            columns: string[];
            completed_at: string | null;
            /** @description UTC, 2025-01-15T10:30:00Z */
            created_at: string;
            error_message: string | null;
            error_report_url: string | null;
            file_name: string;
            file_size: number;
            file_url: string;
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            import_type: 'jamaah' | 'payment' | 'package';
            /** @description Rows that are in, those of jobs made from the failed rows among them */
            imported_rows: number;
            invalid_rows: number;
            metadata: {
              /** @description Column of the file: column of the import */
              columnMapping: {
                [key: string]: string;
              };
              delimiter: string;
              encoding: string;
              errorSummary?: {
                constraintViolation: number;
                duplicate: number;
                invalidFormat: number;
                missingRequired: number;
              };
              fileName: string;
              fileSize: number;
              /** @enum {string} */
              importType: 'jamaah' | 'payment' | 'package';
              validation?: {
                can_proceed: boolean;
                error_summary: {
                  constraint_violation: number;
                  duplicate: number;
                  invalid_format: number;
                  missing_required: number;
                };
                invalid_rows: number;
                is_valid: boolean;
                total_rows: number;
                valid_rows: number;
                validated_at: string;
                warnings: number;
              } | null;
            };
            /** Format: uuid */
            parent_job_id: string | null;
            processed_rows: number;
            progress_percentage: number;
            /** @description Rows that jobs made from the failed rows have brought in */
            recovered_rows: number;
            rollback_at: string | null;
            rollback_summary: {
              kept_changed: number;
              kept_used: number;
              removed: number;
            } | null;
            started_at: string | null;
            /** @enum {string} */
            status: 'pending' | 'validating' | 'importing' | 'completed' | 'failed' | 'rolled_back';
            status_display: string;
            /** Format: uuid */
            tenant_id: string;
            total_rows: number;
            /** @description UTC, 2025-01-15T10:30:00Z */
            updated_at: string;
            /** Format: uuid */
            user_id: string;
            valid_rows: number;
            validation: {
              can_proceed: boolean;
              error_summary: {
                constraint_violation: number;
                duplicate: number;
                invalid_format: number;
                missing_required: number;
              };
              invalid_rows: number;
              is_valid: boolean;
              total_rows: number;
              valid_rows: number;
              validated_at: string;
              warnings: number;
            } | null;
            warning_count: number;
          };
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Not Found */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Too Many Requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
    };
  };
  'delete-v1-onboarding-migration-id': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Gone */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
          };
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Not Found */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Too Many Requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
    };
  };
  'post-v1-onboarding-migration-id-cancel': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Stopped */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error_message: string | null;
            imported_rows: number;
            /** Format: uuid */
            job_id: string;
            message: string;
            /** @description Rows nobody got to */
            not_processed_rows: number;
            processed_rows: number;
            /** @enum {string} */
            status: 'pending' | 'validating' | 'importing' | 'completed' | 'failed' | 'rolled_back';
            status_display: string;
            total_rows: number;
          };
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Not Found */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Not in the state that it is in */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Too Many Requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
    };
  };
  'get-v1-onboarding-migration-id-errors': {
    parameters: {
      query?: {
        format?: 'json' | 'csv';
        limit?: number;
        page?: number;
        warnings?: boolean;
      };
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The errors */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'text/csv': string;
        };
      };
      /** @description Bad Request */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Not Found */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Too Many Requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
    };
  };
  'get-v1-onboarding-migration-id-errors-json': {
    parameters: {
      query?: {
        format?: 'json' | 'csv';
        limit?: number;
        page?: number;
        warnings?: boolean;
      };
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of errors */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: {
              /** @description UTC, 2025-01-15T10:30:00Z */
              created_at: string;
              error_message: string;
              /** @enum {string} */
              error_type: 'missing_required' | 'invalid_format' | 'duplicate' | 'constraint_violation';
              expected_format: string | null;
              field_name: string | null;
              /** Format: uuid */
              id: string;
              is_warning: boolean;
              /** Format: uuid */
              migration_job_id: string;
              received_value: string | null;
              row_data: {
                [key: string]: unknown;
              };
              row_number: number;
            }[];
            limit: number;
            page: number;
            total: number;
          };
        };
      };
      /** @description Bad Request */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Not Found */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Too Many Requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
    };
  };
  'get-v1-onboarding-migration-id-events': {
    parameters: {
      query?: {
        access_token?: string;
      };
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Events until it has ended */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'text/event-stream': string;
        };
      };
      /** @description It has ended and the client has been told: do not come back */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description Bad Request */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Not Found */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Too Many Requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
    };
  };
  'get-v1-onboarding-migration-id-failed-rows-csv': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The rows */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'text/csv': string;
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Not Found */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Too Many Requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
    };
  };
  'get-v1-onboarding-migration-id-file': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The file */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'text/csv': string;
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Not Found */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Too Many Requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
    };
  };
  'get-v1-onboarding-migration-id-report-html': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The report */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'text/html': string;
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Not Found */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Too Many Requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
    };
  };
  'post-v1-onboarding-migration-id-retry': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Accepted */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            imported_rows: number;
            /** Format: uuid */
            job_id: string;
            message: string;
            processed_rows: number;
            /** @enum {string} */
            status: 'pending' | 'validating' | 'importing' | 'completed' | 'failed' | 'rolled_back';
            status_display: string;
            total_rows: number;
          };
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Not Found */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Not in the state that it is in */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Too Many Requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
    };
  };
  'post-v1-onboarding-migration-id-rollback': {
    parameters: {
      query?: {
        preview?: boolean;
      };
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done while the client waited, or a preview */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            job: {
              /** Format: uuid */
              id: string;
              rollback_at: string | null;
              /** @enum {string} */
              status: 'pending' | 'validating' | 'importing' | 'completed' | 'failed' | 'rolled_back';
            };
            message: string;
            /** @description Null while it is under way */
            summary: {
              kept_changed: number;
              kept_used: number;
              removed: number;
            } | null;
          };
        };
      };
      /** @description Still under way */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            job: {
              /** Format: uuid */
              id: string;
              rollback_at: string | null;
              /** @enum {string} */
              status: 'pending' | 'validating' | 'importing' | 'completed' | 'failed' | 'rolled_back';
            };
            message: string;
            /** @description Null while it is under way */
            summary: {
              kept_changed: number;
              kept_used: number;
              removed: number;
            } | null;
          };
        };
      };
      /** @description Bad Request */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Not Found */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Too Many Requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
    };
  };
  'post-v1-onboarding-migration-id-start': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Begun */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** Format: uuid */
            job_id: string;
            message: string;
          };
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Not Found */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Too Many Requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
    };
  };
  'get-v1-onboarding-migration-id-status': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The status */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            cancelled_at: string | null;
            completed_at: string | null;
            /** @description UTC, 2025-01-15T10:30:00Z */
            created_at: string;
            error_message: string | null;
            error_report_url: string | null;
            file_name: string;
            file_size: number;
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            import_type: 'jamaah' | 'payment' | 'package';
            /** @description Rows that are in, those of jobs made from the failed rows among them */
            imported_rows: number;
            invalid_rows: number;
            /** Format: uuid */
            parent_job_id: string | null;
            processed_rows: number;
            progress_percentage: number;
            /** @description Rows that jobs made from the failed rows have brought in */
            recovered_rows: number;
            rollback_at: string | null;
            started_at: string | null;
            /** @enum {string} */
            status: 'pending' | 'validating' | 'importing' | 'completed' | 'failed' | 'rolled_back';
            status_display: string;
            /** Format: uuid */
            tenant_id: string;
            total_rows: number;
            /** @description UTC, 2025-01-15T10:30:00Z */
            updated_at: string;
            /** Format: uuid */
            user_id: string;
            valid_rows: number;
            validation: {
              can_proceed: boolean;
              error_summary: {
                constraint_violation: number;
                duplicate: number;
                invalid_format: number;
                missing_required: number;
              };
              invalid_rows: number;
              is_valid: boolean;
              total_rows: number;
              valid_rows: number;
              validated_at: string;
              warnings: number;
            } | null;
            warning_count: number;
          };
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Not Found */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Too Many Requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
    };
  };
  'post-v1-onboarding-migration-id-validate': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Begun */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** Format: uuid */
            job_id: string;
            message: string;
          };
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Not Found */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Too Many Requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
    };
  };
  'get-v1-onboarding-migration-columns-type': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        type: 'jamaah' | 'payment' | 'package';
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description In the order of the template */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            columns: {
              example: string;
              expected_format: string;
              label: string;
              name: string;
              required: boolean;
            }[];
            /** @enum {string} */
            import_type: 'jamaah' | 'payment' | 'package';
          };
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Not Found */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Too Many Requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
    };
  };
  'get-v1-onboarding-migration-templates-type': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        type: 'jamaah' | 'payment' | 'package';
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The template */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'text/csv': string;
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Not Found */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Too Many Requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
    };
  };
  'post-v1-onboarding-migration-upload': {
    parameters: {
      query?: {
        preview?: boolean;
      };
      header?: {
        /** @description The same key again, with the same request, is answered as the first time, for 24 hours */
        'Idempotency-Key'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'multipart/form-data': {
          column_mapping?:
            | {
                [key: string]: string;
              }
            | string;
          /** Format: binary */
          file?: string;
          /**
           * @description Required
           * @enum {string}
           */
          import_type?: 'jamaah' | 'payment' | 'package';
          /** @description The job whose failed rows these are */
          parent_job_id?: string;
          upload_id?: string;
        };
      };
    };
    responses: {
      /** @description The job, and what the file looks like */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @description Column of the file: column of the import */
            column_mapping: {
              [key: string]: string;
            };
            columns: string[];
            delimiter: string;
            encoding: string;
            file_name: string;
            file_size?: number;
            /** @enum {string} */
            import_type: 'jamaah' | 'payment' | 'package';
            /**
             * Format: uuid
             * @description Null with ?preview=true, which makes no job
             */
            job_id: string | null;
            /** @enum {string} */
            mapping_source: 'given' | 'parent' | 'remembered' | 'header';
            missing_columns?: string[];
            /** Format: uuid */
            parent_job_id?: string | null;
            preview_rows: {
              [key: string]: unknown;
            }[];
            /** @enum {string} */
            status?: 'pending' | 'validating' | 'importing' | 'completed' | 'failed' | 'rolled_back';
            status_display?: string;
            /** @description Only with ?preview=true */
            suggested_mapping?: {
              column: string | null;
              confidence: number;
              csv_column: string;
            }[];
            total_rows: number;
            unmapped_columns: string[];
          };
        };
      };
      /** @description Bad Request */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Conflict */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Payload Too Large */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Unsupported Media Type */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Unprocessable Entity */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Too Many Requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
    };
  };
  'get-v1-onboarding-packages': {
    parameters: {
      query?: {
        bandara?: string;
        bintang_madinah?: string;
        bintang_makkah?: string;
        deskripsi?: string;
        durasi_hari?: string;
        harga?: string;
        harga_double?: string;
        harga_quad?: string;
        harga_triple?: string;
        hotel_madinah?: string;
        hotel_makkah?: string;
        jenis?: string;
        kode_paket?: string;
        kuota?: string;
        limit?: number;
        maskapai?: string;
        mata_uang?: string;
        migration_job_id?: string;
        nama_paket?: string;
        page?: number;
        q?: string;
        sort_by?:
          | 'kode_paket'
          | 'nama_paket'
          | 'harga'
          | 'tanggal_berangkat'
          | 'tanggal_pulang'
          | 'durasi_hari'
          | 'kuota'
          | 'jenis'
          | 'mata_uang'
          | 'maskapai'
          | 'bandara'
          | 'hotel_makkah'
          | 'hotel_madinah'
          | 'bintang_makkah'
          | 'bintang_madinah'
          | 'harga_quad'
          | 'harga_triple'
          | 'harga_double'
          | 'status'
          | 'deskripsi'
          | 'created_at'
          | 'updated_at'
          | 'row_number';
        sort_order?: 'ASC' | 'DESC';
        status?: string;
        tanggal_berangkat?: string;
        tanggal_pulang?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of them */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: {
              bandara: string | null;
              bintang_madinah: number | null;
              bintang_makkah: number | null;
              /** @description UTC, 2025-01-15T10:30:00Z */
              created_at: string;
              deskripsi: string | null;
              durasi_hari: number | null;
              harga: number;
              harga_double: number | null;
              harga_quad: number | null;
              harga_triple: number | null;
              hotel_madinah: string | null;
              hotel_makkah: string | null;
              /** Format: uuid */
              id: string;
              jenis: string | null;
              kode_paket: string;
              kuota: number | null;
              maskapai: string | null;
              mata_uang: string | null;
              /** Format: uuid */
              migration_job_id: string;
              nama_paket: string;
              row_number: number;
              status: string | null;
              tanggal_berangkat: string;
              tanggal_pulang: string | null;
              /** Format: uuid */
              tenant_id: string;
              /** @description UTC, 2025-01-15T10:30:00Z */
              updated_at: string;
              version: number;
            }[];
            limit: number;
            page: number;
            total: number;
          };
        };
      };
      /** @description Bad Request */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Too Many Requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
    };
  };
  'get-v1-onboarding-packages-id': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description All of it */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            bandara: string | null;
            bintang_madinah: number | null;
            bintang_makkah: number | null;
            /** @description UTC, 2025-01-15T10:30:00Z */
            created_at: string;
            deskripsi: string | null;
            durasi_hari: number | null;
            harga: number;
            harga_double: number | null;
            harga_quad: number | null;
            harga_triple: number | null;
            hotel_madinah: string | null;
            hotel_makkah: string | null;
            /** Format: uuid */
            id: string;
            jenis: string | null;
            kode_paket: string;
            kuota: number | null;
            maskapai: string | null;
            mata_uang: string | null;
            /** Format: uuid */
            migration_job_id: string;
            nama_paket: string;
            row_number: number;
            status: string | null;
            tanggal_berangkat: string;
            tanggal_pulang: string | null;
            /** Format: uuid */
            tenant_id: string;
            /** @description UTC, 2025-01-15T10:30:00Z */
            updated_at: string;
            version: number;
          };
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Not Found */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Too Many Requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
    };
  };
  'patch-v1-onboarding-packages-id': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json':
          | {
              /** @description Teks, maksimal 100 karakter */
              bandara?: null | string | number;
              /** @description Bilangan bulat 1–5 */
              bintang_madinah?: null | string | number;
              /** @description Bilangan bulat 1–5 */
              bintang_makkah?: null | string | number;
              /** @description Teks, maksimal 2000 karakter */
              deskripsi?: null | string | number;
              /** @description Bilangan bulat 1–60, sesuai tanggal_berangkat dan tanggal_pulang */
              durasi_hari?: null | string | number;
              /** @description Angka minimal 0, contoh: 1500000 atau Rp 1.500.000,00 */
              harga?: null | string | number;
              /** @description Angka minimal 0, contoh: 1500000 atau Rp 1.500.000,00 */
              harga_double?: null | string | number;
              /** @description Angka minimal 0, contoh: 1500000 atau Rp 1.500.000,00 */
              harga_quad?: null | string | number;
              /** @description Angka minimal 0, contoh: 1500000 atau Rp 1.500.000,00 */
              harga_triple?: null | string | number;
              /** @description Teks, maksimal 150 karakter */
              hotel_madinah?: null | string | number;
              /** @description Teks, maksimal 150 karakter */
              hotel_makkah?: null | string | number;
              /** @description Salah satu dari: umrah, umrah_plus, haji_khusus */
              jenis?: null | string | number;
              /** @description 3–30 karakter: huruf besar, angka atau tanda hubung */
              kode_paket?: null | string | number;
              /** @description Bilangan bulat minimal 1 */
              kuota?: null | string | number;
              /** @description Teks, maksimal 100 karakter */
              maskapai?: null | string | number;
              /** @description Salah satu dari: IDR, USD, SAR */
              mata_uang?: null | string | number;
              /** @description Teks, maksimal 150 karakter */
              nama_paket?: null | string | number;
              /** @description Salah satu dari: aktif, nonaktif, penuh */
              status?: null | string | number;
              /** @description Tanggal YYYY-MM-DD atau DD/MM/YYYY */
              tanggal_berangkat?: null | string | number;
              /** @description Tanggal YYYY-MM-DD atau DD/MM/YYYY, tidak sebelum tanggal_berangkat */
              tanggal_pulang?: null | string | number;
              /** @description The version that was changed; another one by now is 409 */
              version?: number;
            }
          | unknown
          | unknown
          | unknown
          | unknown
          | unknown
          | unknown
          | unknown
          | unknown
          | unknown
          | unknown
          | unknown
          | unknown
          | unknown
          | unknown
          | unknown
          | unknown
          | unknown
          | unknown
          | unknown
          | unknown;
      };
    };
    responses: {
      /** @description Changed */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            bandara: string | null;
            bintang_madinah: number | null;
            bintang_makkah: number | null;
            /** @description UTC, 2025-01-15T10:30:00Z */
            created_at: string;
            deskripsi: string | null;
            durasi_hari: number | null;
            harga: number;
            harga_double: number | null;
            harga_quad: number | null;
            harga_triple: number | null;
            hotel_madinah: string | null;
            hotel_makkah: string | null;
            /** Format: uuid */
            id: string;
            jenis: string | null;
            kode_paket: string;
            kuota: number | null;
            maskapai: string | null;
            mata_uang: string | null;
            /** Format: uuid */
            migration_job_id: string;
            nama_paket: string;
            row_number: number;
            status: string | null;
            tanggal_berangkat: string;
            tanggal_pulang: string | null;
            /** Format: uuid */
            tenant_id: string;
            /** @description UTC, 2025-01-15T10:30:00Z */
            updated_at: string;
            version: number;
          };
        };
      };
      /** @description Bad Request */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Not Found */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Payload Too Large */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Unsupported Media Type */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Too Many Requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
    };
  };
  'get-v1-onboarding-payments': {
    parameters: {
      query?: {
        bank?: string;
        jamaah_id?: string;
        jenis_pembayaran?: string;
        jumlah?: string;
        keterangan?: string;
        limit?: number;
        mata_uang?: string;
        metode_pembayaran?: string;
        migration_job_id?: string;
        no_kwitansi?: string;
        no_referensi?: string;
        page?: number;
        paket_id?: string;
        q?: string;
        sort_by?:
          | 'jamaah_id'
          | 'jumlah'
          | 'tanggal_bayar'
          | 'metode_pembayaran'
          | 'jenis_pembayaran'
          | 'mata_uang'
          | 'paket_id'
          | 'no_kwitansi'
          | 'bank'
          | 'no_referensi'
          | 'status'
          | 'keterangan'
          | 'created_at'
          | 'updated_at'
          | 'row_number';
        sort_order?: 'ASC' | 'DESC';
        status?: string;
        tanggal_bayar?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of them */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: {
              bank: string | null;
              /** @description UTC, 2025-01-15T10:30:00Z */
              created_at: string;
              /** Format: uuid */
              id: string;
              jamaah_id: string;
              jenis_pembayaran: string | null;
              jumlah: number;
              keterangan: string | null;
              mata_uang: string | null;
              metode_pembayaran: string | null;
              /** Format: uuid */
              migration_job_id: string;
              no_kwitansi: string | null;
              no_referensi: string | null;
              paket_id: string | null;
              row_number: number;
              status: string | null;
              tanggal_bayar: string;
              /** Format: uuid */
              tenant_id: string;
              /** @description UTC, 2025-01-15T10:30:00Z */
              updated_at: string;
              version: number;
            }[];
            limit: number;
            page: number;
            total: number;
          };
        };
      };
      /** @description Bad Request */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Too Many Requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
    };
  };
  'get-v1-onboarding-payments-id': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description All of it */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            bank: string | null;
            /** @description UTC, 2025-01-15T10:30:00Z */
            created_at: string;
            /** Format: uuid */
            id: string;
            jamaah_id: string;
            jenis_pembayaran: string | null;
            jumlah: number;
            keterangan: string | null;
            mata_uang: string | null;
            metode_pembayaran: string | null;
            /** Format: uuid */
            migration_job_id: string;
            no_kwitansi: string | null;
            no_referensi: string | null;
            paket_id: string | null;
            row_number: number;
            status: string | null;
            tanggal_bayar: string;
            /** Format: uuid */
            tenant_id: string;
            /** @description UTC, 2025-01-15T10:30:00Z */
            updated_at: string;
            version: number;
          };
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Not Found */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Too Many Requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
    };
  };
  'patch-v1-onboarding-payments-id': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json':
          | {
              /** @description Teks, maksimal 50 karakter */
              bank?: null | string | number;
              /** @description UUID, NIK atau email jamaah yang sudah diimpor */
              jamaah_id?: null | string | number;
              /** @description Salah satu dari: dp, cicilan, pelunasan, refund */
              jenis_pembayaran?: null | string | number;
              /** @description Angka lebih dari 0, contoh: 1500000 atau Rp 1.500.000,00 */
              jumlah?: null | string | number;
              /** @description Teks, maksimal 1000 karakter */
              keterangan?: null | string | number;
              /** @description Salah satu dari: IDR, USD, SAR */
              mata_uang?: null | string | number;
              /** @description Salah satu dari: transfer, tunai, kartu, qris, virtual_account */
              metode_pembayaran?: null | string | number;
              /** @description Teks, maksimal 50 karakter */
              no_kwitansi?: null | string | number;
              /** @description Teks, maksimal 100 karakter */
              no_referensi?: null | string | number;
              /** @description UUID atau kode_paket dari paket yang sudah ada */
              paket_id?: null | string | number;
              /** @description Salah satu dari: pending, verified, rejected */
              status?: null | string | number;
              /** @description Tanggal YYYY-MM-DD atau DD/MM/YYYY, tidak di masa depan */
              tanggal_bayar?: null | string | number;
              /** @description The version that was changed; another one by now is 409 */
              version?: number;
            }
          | unknown
          | unknown
          | unknown
          | unknown
          | unknown
          | unknown
          | unknown
          | unknown
          | unknown
          | unknown
          | unknown
          | unknown;
      };
    };
    responses: {
      /** @description Changed */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            bank: string | null;
            /** @description UTC, 2025-01-15T10:30:00Z */
            created_at: string;
            /** Format: uuid */
            id: string;
            jamaah_id: string;
            jenis_pembayaran: string | null;
            jumlah: number;
            keterangan: string | null;
            mata_uang: string | null;
            metode_pembayaran: string | null;
            /** Format: uuid */
            migration_job_id: string;
            no_kwitansi: string | null;
            no_referensi: string | null;
            paket_id: string | null;
            row_number: number;
            status: string | null;
            tanggal_bayar: string;
            /** Format: uuid */
            tenant_id: string;
            /** @description UTC, 2025-01-15T10:30:00Z */
            updated_at: string;
            version: number;
          };
        };
      };
      /** @description Bad Request */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Unauthorized */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Not Found */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Payload Too Large */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Unsupported Media Type */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Too Many Requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            error: string;
            message: string;
            statusCode: number;
          };
        };
      };
    };
  };
  'get-docs': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description This document for people */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
    };
  };
  'get-docs-start-js': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description What starts the page */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
    };
  };
  'get-healthz': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Alive */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
    };
  };
  'get-metrics': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Metrics */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
    };
  };
  'get-openapi-json': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description This document */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
    };
  };
  'get-readyz': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Ready */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description Internal Server Error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
      /** @description Not ready, or shutting down */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            code: string;
            detail: string;
            status: number;
            title: string;
            type: string;
          };
        };
      };
    };
  };
}
