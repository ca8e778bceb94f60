/**
 * What the core must not use, because Node and AssemblyScript take it differently, or asc not at all. Most of it neither
 * compiler nor the linter reports. Found in the syntax tree, with the types that TypeScript knows. What the core may import
 * is in rooms.ts.
 */
import ts from "typescript";

/** The places in `file` that are not portable, each as `line: what`. */
export function unportable(program: ts.Program, file: ts.SourceFile): string[] {
  const checker = program.getTypeChecker();
  const found: string[] = [];
  const visit = (node: ts.Node) => {
    for (const what of problems(node, checker)) {
      found.push(`${file.getLineAndCharacterOfPosition(node.getStart()).line + 1}: ${what}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function problems(node: ts.Node, checker: ts.TypeChecker): string[] {
  const found: string[] = [];
  const typeOf = (expression: ts.Node) => checker.getTypeAtLocation(expression);
  const isText = (expression: ts.Node) => (typeOf(expression).flags & ts.TypeFlags.StringLike) !== 0;
  const truthValue = (expression: ts.Expression) => {
    if (isText(expression)) found.push("a text as a truth value: an empty one is true in the binary");
  };

  if (ts.isBinaryExpression(node)) {
    const operator = node.operatorToken.kind;
    if (operator === ts.SyntaxKind.SlashToken || operator === ts.SyntaxKind.SlashEqualsToken) {
      found.push("a division: 7 / 2 is 3 in the binary");
    }
    if (operator === ts.SyntaxKind.EqualsEqualsToken || operator === ts.SyntaxKind.ExclamationEqualsToken) {
      found.push("== or !=");
    }
    if (operator === ts.SyntaxKind.QuestionQuestionToken) found.push("??");
    if (operator === ts.SyntaxKind.AmpersandAmpersandToken || operator === ts.SyntaxKind.BarBarToken) {
      truthValue(node.left);
      truthValue(node.right);
    }
    for (const side of [node.left, node.right]) {
      if (isByte(side, typeOf)) found.push("a calculation with bytes: 200 + 100 is 44 in the binary");
    }
  }
  if (ts.isIfStatement(node) || ts.isWhileStatement(node) || ts.isDoStatement(node)) truthValue(node.expression);
  if (ts.isConditionalExpression(node)) truthValue(node.condition);
  if (ts.isForStatement(node) && node.condition) truthValue(node.condition);
  if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken) truthValue(node.operand);
  if (ts.isTemplateSpan(node) && isDeclaredFloat(node.expression, checker)) {
    found.push("a f64 in a text: 1500 is 1500.0 in the binary");
  }
  if (ts.isAsExpression(node) && node.type.getText() === "i32" && ts.isNumericLiteral(node.expression)) {
    if (node.expression.text.includes(".")) found.push("a fraction as i32: cut off in the binary alone");
  }
  if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
    const { name, expression } = node.expression;
    if (name.text === "sort" && node.arguments.length === 0) found.push("sort() by text here, by number in the binary");
    const isMap = /^(Map|Set)$/.test(typeOf(expression).symbol?.name ?? "");
    if (isMap && /^(keys|values|entries)$/.test(name.text)) found.push(`${name.text}(): an array in the binary`);
  }
  if (ts.isForOfStatement(node) || ts.isForInStatement(node)) found.push("for..of, for..in");
  if (ts.isObjectBindingPattern(node) || ts.isArrayBindingPattern(node)) found.push("destructuring");
  if (ts.isSpreadElement(node) || ts.isSpreadAssignment(node)) found.push("spread");
  if (ts.isOptionalChain(node)) found.push("?.");
  if (ts.isRegularExpressionLiteral(node)) found.push("a regular expression");
  if (ts.isTryStatement(node) || ts.isThrowStatement(node)) found.push("try, throw");
  if (ts.isArrowFunction(node) || ts.isFunctionExpression(node)) found.push("a function expression: it may capture");
  return found;
}

/** An element of a Uint8Array: asc calculates with it in 8 bits. */
function isByte(node: ts.Expression, typeOf: (node: ts.Node) => ts.Type): boolean {
  return ts.isElementAccessExpression(node) && typeOf(node.expression).symbol?.name === "Uint8Array";
}

/** Whether what the expression names was declared as f64: to TypeScript that is a number like any other. */
function isDeclaredFloat(expression: ts.Expression, checker: ts.TypeChecker): boolean {
  const symbol = checker.getSymbolAtLocation(
    ts.isCallExpression(expression)
      ? expression.expression
      : ts.isPropertyAccessExpression(expression)
        ? expression.name
        : expression,
  );
  return symbol?.declarations?.some((declaration) => /:\s*f64\b/.test(ownText(declaration))) ?? false;
}

/** The declaration without a body, in which other types may be named. */
function ownText(declaration: ts.Declaration): string {
  return declaration
    .getText()
    .split("{")[0]
    .replace(/\(.*\)/s, "()");
}
