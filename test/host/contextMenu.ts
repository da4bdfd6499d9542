import type { Workbench } from './workbench.ts';

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
