/**
 * What is carried along without being a bundled package, or comes without a licence file: who wrote it, under which licence.
 */

export const mitText = `Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;

/** A file that holds the Apache licence whole. */
export const apacheSource = 'node_modules/@huggingface/transformers/LICENSE';

const microsoft = 'Copyright (c) Microsoft Corporation. All rights reserved.';

/** MIT-licensed packages whose npm archive has no licence file, with their copyright line. */
export const withoutLicenceFile = {
  'onnxruntime-common': microsoft,
  'onnxruntime-node': microsoft,
  'onnxruntime-web': microsoft,
};

/** Binaries, grammars and weights, and packages that another package has swallowed. */
export const carried = [
  { name: '@huggingface/jinja', licence: 'MIT', copyright: ['Copyright (c) 2023 Hugging Face'] },
  { name: '@huggingface/tokenizers', licence: 'Apache-2.0', copyright: ['Copyright Hugging Face'] },
  {
    name: 'tree-sitter-ini',
    licence: 'Apache-2.0',
    copyright: ['Copyright Justin M. Keyes'],
  },
  {
    name: 'onnxruntime-web, and the native library of ONNX Runtime',
    licence: 'MIT',
    copyright: ['Copyright (c) 2018 - present Microsoft Corporation'],
    note: 'What it is built from: https://github.com/microsoft/onnxruntime/blob/v1.30.0/ThirdPartyNotices.txt',
  },
  { name: 'ripgrep', licence: 'MIT', copyright: ['Copyright (c) 2015 Andrew Gallant'], note: 'Built by https://github.com/microsoft/vscode-ripgrep' },
  { name: 'tree-sitter', licence: 'MIT', copyright: ['Copyright (c) 2018 Max Brunsfeld'] },
  {
    name: 'tree-sitter grammars',
    licence: 'MIT',
    copyright: [
      'bash: Copyright (c) 2017 Max Brunsfeld',
      'c-sharp: Copyright (c) 2014-2023 Max Brunsfeld, Damien Guard, Amaan Qureshi, and contributors.',
      'cpp: Copyright (c) 2014 Max Brunsfeld',
      'css: Copyright (c) 2018 Max Brunsfeld',
      'go: Copyright (c) 2014 Max Brunsfeld',
      'java: Copyright (c) 2017 Ayman Nadeem',
      'javascript: Copyright (c) 2014 Max Brunsfeld',
      'php: Copyright (c) 2017 Josh Vera, GitHub',
      'php: Copyright (c) 2019 Max Brunsfeld, Amaan Qureshi, Christian Frøystad, Caleb White',
      'python: Copyright (c) 2016 Max Brunsfeld',
      'regex: Copyright (c) 2014 Max Brunsfeld',
      'ruby: Copyright (c) 2016 Rob Rix',
      'rust: Copyright (c) 2017 Maxim Sokolov',
      'typescript: Copyright (c) 2017 Max Brunsfeld',
      'powershell: Copyright (c) 2023 Airbus CERT',
    ],
  },
  {
    name: 'sentence-transformers/all-MiniLM-L6-v2, the weights that models/code-reranker was trained from (changed)',
    licence: 'Apache-2.0',
    copyright: ['Copyright Nils Reimers, Iryna Gurevych and the sentence-transformers authors'],
  },
];
