import { errorText, isProblem } from '../../../kit';
import { reasonText, bySeverity } from './reasons';

/** What a refusal says: its reasons where there are some, else its own sentence. */
export function refusalText(error: unknown): string {
  if (!isProblem(error) || error.reasons.length === 0) return errorText(error);
  const { blocks } = bySeverity(error.reasons);
  return (blocks.length > 0 ? blocks : error.reasons).map(reasonText).join(' ');
}
