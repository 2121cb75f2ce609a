import type { Reason } from './types';

/** An error as the server reports it, or as the browser found it (`offline`, `unreachable`, `timeout`). */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly requestId: string | null;
  readonly fields: { field: string; code: string }[];
  readonly reasons: Reason[];
  readonly retryAfterMs: number | null;
  /** The whole document, for fields that only one screen reads. */
  readonly body: object;
  /** Whether the request was only a read. */
  isReadOnly = false;

  constructor(status: number, code: string, more: Partial<Problem> & { detail?: string } = {}) {
    super(more.detail ?? code);
    this.name = 'Problem';
    this.status = status;
    this.code = code;
    this.requestId = more.requestId ?? null;
    this.fields = more.fields ?? [];
    this.reasons = more.reasons ?? [];
    this.retryAfterMs = more.retryAfterMs ?? null;
    this.body = more.body ?? {};
  }

  /** Whether the same request may succeed later. */
  get isTransient(): boolean {
    return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500;
  }
}

/** Narrows an unknown error, optionally to one code. */
export function isProblem(error: unknown, code?: string): error is Problem {
  return error instanceof Problem && (code === undefined || error.code === code);
}

interface ProblemBody {
  code?: string;
  detail?: string;
  request_id?: string;
  errors?: { field: string; code: string }[];
  reasons?: Reason[];
  retry_after_ms?: number;
}

/** Parses `application/problem+json`; anything else becomes a problem named after its status. */
export async function problemOf(response: Response): Promise<Problem> {
  const seconds = Number(response.headers.get('retry-after'));
  const waits = Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : undefined;
  let body: ProblemBody = {};
  if (response.headers.get('content-type')?.includes('json')) {
    body = (await response.json().catch(() => ({}))) as ProblemBody;
  }
  const named = response.status === 503 ? 'busy' : response.status === 404 ? 'not_found' : 'unexpected';
  return new Problem(response.status, body.code ?? named, {
    detail: body.detail,
    requestId: body.request_id ?? response.headers.get('x-request-id'),
    body,
    fields: body.errors,
    reasons: body.reasons,
    retryAfterMs: body.retry_after_ms ?? waits,
  });
}
