import type { Page as Paged, GateRow, Progress } from '../src/kit/api/types';
import { newTrainee, nextIntake, trainee } from './support/cohort';
import { signInAsStaff, createStudio } from './support/studio';
import { expect, expectAccessible, signIn, test } from './support/test';

test('a trainee sees the requirements that are met, and asks for the review', async ({ page, world }) => {
  // M5
  const { walker } = await trainee(world);
  await signIn(page, walker);
  await page.goto('/progress');
  await expect(page.getByText(/% of the whole plan is done/).first()).toBeVisible();
  await expect(page.getByText('Who signs this phase')).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Ask for the review' }).click();
  await expect(page.getByText('Review requested.')).toBeVisible();
  await expect(page.getByText('in review', { exact: true })).toBeVisible();
});

test('a bookable session can be opened before booking, and is not offered afterwards', async ({ page, world }) => {
  // M5
  const setup = await createStudio(world);
  const { walker } = await newTrainee(world);
  const session = await setup.plan({ type: 'salon', title: 'Kite evening', local_start: '00:30' });
  await signIn(page, walker);
  await page.goto('/today');
  const card = page.getByRole('region').or(page.locator('section')).filter({ hasText: 'Four salons' }).last();
  const look = card.getByRole('button', { name: 'Details: Kite evening' });
  await look.click();
  const dialog = page.getByRole('dialog', { name: 'Kite evening' });
  await expect(dialog).toContainText('00:30');
  await expect(dialog).toContainText(`${session.studio}, ${session.room}`);
  for (const lead of setup.counsellors) await expect(dialog).toContainText(lead.nickname);
  await expect(dialog).toContainText('Counts for Four salons: ');
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(look).toBeFocused();
  // Opening the session did not book it.
  const places = async () => {
    const { items } = await walker.get<Paged<Progress>>('/me/progress');
    return items
      .flatMap((own) => own.phases)
      .flatMap((phase) => phase.requirements)
      .flatMap((entry) => entry.booked.map(({ id }) => id));
  };
  expect(await places()).toEqual([]);
  await look.press('Enter');
  await dialog.getByRole('button', { name: 'Book a place' }).click();
  await expect(page.getByText('Place booked: Kite evening.')).toBeVisible();
  await expect(look).toBeHidden();
  expect(await places()).toEqual([session.id]);
});

test('pausing asks for no reason and can be undone at once', async ({ page, world }) => {
  // M16
  const { walker } = await trainee(world);
  await signIn(page, walker);
  await page.goto('/progress');
  await page.getByRole('button', { name: 'Pause the training' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Pause the training' }).click();
  await expect(page.getByText('The training is paused. Everything so far is kept.')).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByText('The training continues.')).toBeVisible();
});

test('a supervisor signs a gate by keyboard alone, beside the evidence', async ({ page, world }) => {
  // M11
  const { walker, enrolment } = await trainee(world);
  await walker.post(`/enrolments/${enrolment}/phases/1/request-review`);
  const supervisor = await signInAsStaff(page, world, 'supervisor');
  const { items } = await supervisor.get<Paged<GateRow>>('/gates?state=in_review');
  const gate = items.find((row) => row.enrolment_id === enrolment)!;
  await page.goto('/gates');
  // The navigation counts the gates that wait for a signature.
  await expect(page.getByRole('navigation').locator('a[href="/gates"] .count')).toHaveText(/^[1-9]/);
  await page.locator(`a[href="/gates/${gate.id}"]`).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByText('This phase has everything it needs.')).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Sign off' }).focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText(walker.nickname)).toBeVisible();
  await dialog.getByRole('button', { name: 'Sign off' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByText('Signed.', { exact: true })).toBeVisible();
  await expect(page.getByRole('heading', { level: 1, name: 'Gates' })).toBeFocused();
  const signed = (await supervisor.get<GateRow>(`/gates/${gate.id}`)).signed;
  expect(signed).toBe(1);
});

test('returning a gate needs a next step, which the trainee reads', async ({ page, world, browser }) => {
  const { walker, enrolment } = await trainee(world);
  await walker.post(`/enrolments/${enrolment}/phases/1/request-review`);
  const supervisor = await signInAsStaff(page, world, 'supervisor');
  const { items } = await supervisor.get<Paged<GateRow>>('/gates?state=in_review');
  const gate = items.find((row) => row.enrolment_id === enrolment)!;
  await page.goto(`/gates/${gate.id}`);
  await page.getByRole('button', { name: 'Not yet, because…' }).click();
  await page.getByLabel('What is the next step?').fill('Come to one more salon.');
  await page.getByRole('button', { name: 'Send back' }).click();
  await expect(page.getByText('Sent back with the next step.')).toBeVisible();

  const theirs = await browser.newPage({ baseURL: world.base });
  await signIn(theirs, walker);
  await theirs.goto('/progress');
  await expect(theirs.getByText('Not yet, because: Come to one more salon.')).toBeVisible();
  await theirs.close();
});

test('a cohort is created from its template with dates and codes to print', async ({ page, world }) => {
  // M21
  await signInAsStaff(page, world, 'coordinator');
  await page.goto('/cohorts/new');
  const intake = nextIntake();
  // Waits for the proposed number, because typing at the same moment would be added to it.
  await expect(page.getByLabel('Intake number')).toHaveValue(/\d/);
  await page.getByLabel('Intake number').fill(String(intake));
  await page.getByLabel('Name', { exact: true }).fill(`Intake ${intake}`);
  await page.getByLabel('Number of places').fill('3');
  await expect(page.getByText('Phase 4 ·')).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Open the cohort' }).click();
  await expect(page.getByRole('heading', { name: 'Invitation codes' })).toBeVisible();
  await expect(page.getByText('Your invitation')).toHaveCount(3);
  await page.emulateMedia({ media: 'print' });
  await expect(page.getByText('Your invitation').first()).toBeVisible();
  await expect(page.getByRole('button', { name: 'Print the cards' })).toBeHidden();
});
