import { beStaff, justNow, openHouse } from './support/house';
import { expect, expectAccessible, settled, test } from './support/test';

test('what can be pressed on Today and in the calendar is called what it shows', async ({ page, world }) => {
  // WCAG 2.5.3
  const house = await openHouse(world);
  await house.plan({ ...justNow(), title: 'Evening circle' });
  await beStaff(page, world, 'coordinator');
  for (const path of ['/today', '/calendar?view=day', '/calendar', '/calendar?view=month']) {
    await page.goto(path);
    await settled(page);
    await expect(page.getByText('Evening circle').first()).toBeAttached();
    await expectAccessible(page, 'label-content-name-mismatch');
  }
});
