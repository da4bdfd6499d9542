import type { Locator } from 'playwright-core';
import type { Workbench } from './workbench.ts';

/** Opens the context menu of an element. An element that is still being laid out loses its menu at once: it is asked for again. */
export async function openMenu(workbench: Workbench, element: Locator, name: string): Promise<void> {
  const item = workbench.page.locator('.monaco-menu').getByRole('menuitem', { name }).first();
  await workbench.waitUntil(`"${name}" is in the menu`, async () => {
    if (!(await item.isVisible())) await element.click({ button: 'right', timeout: 3000 });
    await workbench.page.waitForTimeout(300);
    return item.isVisible();
  }, (isOpen) => isOpen);
}

/** Chooses an item of the context menu that is open or opening. A menu takes no click in the moment in which it opens: it is clicked until it closes. */
export async function chooseFromMenu(workbench: Workbench, name: string): Promise<void> {
  const { page } = workbench;
  const item = page.locator('.monaco-menu').getByRole('menuitem', { name }).first();
  await item.waitFor();
  await workbench.waitUntil(`"${name}" is chosen`, async () => {
    if (await item.isVisible()) await item.click({ timeout: 1000 });
    await page.waitForTimeout(200);
    return item.isVisible();
  }, (isOpen) => !isOpen);
}
