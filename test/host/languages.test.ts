import { describe, it } from 'node:test';
import { openTestWindow } from './testWindow.ts';

/** What a window in each language shows, at places that different files translate. */
const languages = [
  {
    id: 'es', title: 'Búsqueda semántica', welcome: 'Haga una pregunta a su código', placeholder: 'Pregunte con sus palabras', menu: 'Volver a buscar',
    answered: /^\d+ resultados en \d+ archivos para “.*” · /, spoken: /, línea \d+, relevancia \S+, posición 1$/, settings: 'Qué decide el orden de los resultados.',
  },
  {
    id: 'zh-cn', title: '语义搜索', welcome: '用平常的话向代码提问', placeholder: '用平常的话提问', menu: '再次搜索',
    answered: /^“.*”: \d+ 个文件中有 \d+ 个结果 · /, spoken: /，第 \d+ 行，相关性 \S+，排名 1$/, settings: '由什么决定结果的顺序。',
  },
] as const;

const question = 'mel filter bank of an audio signal';

describe('windows in other languages', () => {
  for (const { id, title, welcome, placeholder, menu, answered, spoken, settings } of languages) {
    it(`in ${id}: view, question, answer, what is read aloud and settings speak it`, async (t) => {
      const window = await openTestWindow({ opens: 'library', language: { id, title } });
      t.after(() => window.dispose());
      const { workbench } = window;
      const { page, input, view } = workbench;

      await page.locator(`.activitybar [aria-label^="${title}"]`).first().click();
      await workbench.waitUntil('the view welcomes', () => workbench.welcome(), (text) => text.includes(welcome));
      await workbench.screenshot(`language-${id}-welcome`);

      await workbench.runCommand(title);
      await page.getByPlaceholder(placeholder).waitFor();
      await input.fill(question);
      await input.press('Enter');
      await workbench.waitUntil('the search has ended', () => workbench.message(), (text) => answered.test(text) && text.includes(question));
      await workbench.waitUntil('the best row is read aloud', () => workbench.rows(), (rows) => rows.some((row) => spoken.test(row.spoken)));
      await view.getByRole('button', { name: menu }).first().waitFor();
      await workbench.screenshot(`language-${id}`);

      await workbench.runCommand(`${title}: ${id === 'es' ? 'Abrir configuración' : '打开设置'}`);
      await page.locator('.settings-editor').getByText(settings).waitFor();
      await workbench.screenshot(`language-${id}-settings`);
    });
  }
});
