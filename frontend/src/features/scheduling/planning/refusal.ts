import { errorText, isProblem } from '../../../kit';
import { reasonText, bySeverity } from './reasons';

/** The text of a refusal: its reasons if there are any, or else its message. */
export function refusalText(error: unknown): string {
  if (!isProblem(error) || error.reasons.length === 0) return errorText(error);
  const { blocks } = bySeverity(error.reasons);
  return (blocks.length > 0 ? blocks : error.reasons).map(reasonText).join(' ');
}
