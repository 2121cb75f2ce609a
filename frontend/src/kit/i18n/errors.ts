import { Problem } from '../api/problem';
import { language } from './i18n.svelte';

/** Codes of errors that changed nothing. */
const UNCHANGED = new Set(['offline', 'busy']);

/** One plain sentence for any error, in the reader's language. */
export function errorText(error: unknown): string {
  const { errors, ui } = language.messages;
  // The error texts load shortly after the first page.
  if (!errors) return error instanceof Problem && error.status === 0 ? ui.unreachable : ui.unexpected;
  if (!(error instanceof Problem)) return errors.codes.unexpected;
  const known: Record<string, string> = errors.codes;
  const text = known[error.code];
  if (text) return UNCHANGED.has(error.code) && !error.isReadOnly ? `${text} ${errors.unchanged}` : text;
  const general = error.status >= 500 || error.status === 0 ? errors.codes.unexpected : errors.refused;
  return error.requestId ? `${general} ${errors.reference(error.requestId)}` : general;
}

/** The message for one field of a refused form, if the problem has one. */
export function fieldError(error: unknown, field: string): string | undefined {
  if (!(error instanceof Problem)) return undefined;
  const found = error.fields.find((entry) => entry.field === field);
  if (!found) return undefined;
  const { errors, ui } = language.messages;
  if (!errors) return ui.unexpected;
  return (
    (errors.fields as Record<string, string>)[found.code] ??
    (errors.codes as Record<string, string>)[found.code] ??
    errors.fields.invalid
  );
}
