import { signInAsStaff, createStudio } from './support/studio';
import { expect, expectAccessible, test } from './support/test';

test('opening hours are edited day by day', async ({ page, world }) => {
  const setup = await createStudio(world);
  await signInAsStaff(page, world, 'coordinator');
  await page.goto(`/studios/${setup.studio.id}`);
  await page.getByRole('button', { name: 'Edit hours' }).click();
  await page.getByLabel('Monday, from').fill('09:00');
  await page.getByLabel('Monday, to').fill('12:30');
  await page.getByRole('button', { name: 'Add hours on Monday' }).click();
  // so tall that no bar covers a part of a button
  await page.setViewportSize({ width: page.viewportSize()!.width, height: 4_000 });
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Save hours' }).click();
  await expect(page.getByText('09:00–12:30, 12:30–21:00')).toBeVisible();
});

test('a studio is cloned with its rooms and hours', async ({ page, world }) => {
  // M19
  const setup = await createStudio(world);
  await signInAsStaff(page, world, 'coordinator');
  await page.goto(`/studios/${setup.studio.id}`);
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Duplicate this studio' }).click();
  const dialog = page.getByRole('dialog');
  const name = `${setup.studio.name} again`;
  await dialog.getByLabel('Name of the new studio').fill(name);
  await dialog.getByRole('button', { name: 'Duplicate', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
  await expect(page.getByText('Small room')).toBeVisible();
});

test('an import is previewed line by line', async ({ page, world }) => {
  const setup = await createStudio(world);
  await signInAsStaff(page, world, 'coordinator');
  await page.goto('/studios/import');
  await page.getByLabel('Content of the file').selectOption({ label: 'Rooms' });
  const rows = [`${setup.studio.name},Attic,8,`, `${setup.studio.name},Cellar,many,`, 'Nowhere,Hall,8,'];
  await page.getByLabel('File', { exact: true }).setInputFiles({
    name: 'rooms.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(['studio,room,Capacity*,colour', ...rows.map((row) => `${row}red`)].join('\r\n')),
  });
  await page.getByRole('button', { name: 'Check file' }).click();
  await expect(page.getByText('3 lines: 1 can be imported, 0 already here, 2 refused.')).toBeVisible();
  // Unknown columns are listed, and a refused line shows its content.
  await expect(page.getByText('colour, for example “red”')).toBeVisible();
  await page.getByLabel('Show').selectOption({ label: 'the studio is not known (1)' });
  await expect(page.getByText('Nowhere · Hall · 8')).toBeVisible();
  await expect(page.getByText('Line 4')).toBeVisible();
  await expect(page.getByText('Line 2')).toBeHidden();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Import 1 line, skip the others' }).click();
  await expect(page.getByText('1 line imported.')).toBeVisible();
  await page.goto(`/studios/${setup.studio.id}`);
  await expect(page.getByText('Attic')).toBeVisible();
});

test('a member needs only a nickname, and a role is granted and removed', async ({ page, world }) => {
  // safety 1
  await signInAsStaff(page, world, 'coordinator');
  await page.goto('/people');
  const nickname = `Quiet river ${process.pid % 10_000}`;
  await page.getByRole('button', { name: 'Add a member' }).click();
  await page.getByRole('dialog').getByLabel('Nickname').fill(nickname);
  await page.getByRole('dialog').getByRole('button', { name: 'Add', exact: true }).click();
  await expect(page.getByText(`${nickname} added.`)).toBeVisible();

  await page.getByLabel('Find somebody').fill(nickname);
  await page.getByRole('link', { name: nickname }).click();
  await page.getByRole('button', { name: 'Add a role' }).click();
  await page.getByLabel('Role', { exact: true }).selectOption({ label: 'Peer counsellor' });
  await page.getByRole('button', { name: 'Add the role' }).click();
  await expect(page.getByText('Role added.')).toBeVisible();
  await page.getByRole('button', { name: /Remove role: Peer counsellor/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove role' }).click();
  await expect(page.getByText('Role removed.')).toBeVisible();
  await expectAccessible(page);
});

test('an invitation is a card with a code that is shown once', async ({ page, world }) => {
  await signInAsStaff(page, world, 'coordinator');
  await page.goto('/people/invitations');
  await page.getByLabel('Invited as').selectOption({ label: 'Member' });
  // A second press creates no second card.
  let made = 0;
  let letGo = () => {};
  const held = new Promise<void>((resolve) => (letGo = resolve));
  await page.route('**/api/v1/invitations', async (route) => {
    if (route.request().method() === 'POST') made += 1;
    await held;
    await route.fallback();
  });
  await page.getByRole('button', { name: 'Create card' }).dblclick();
  letGo();
  await expect(page.getByText('The card is ready. The code is shown only now.')).toBeVisible();
  await expect(page.getByText('Your invitation')).toBeVisible();
  expect(made).toBe(1);
  await page.getByRole('button', { name: 'Withdraw the card: Member' }).first().click();
  await page.getByRole('dialog').getByRole('button', { name: 'Withdraw' }).click();
  await expect(page.getByText('Card withdrawn.')).toBeVisible();
});
