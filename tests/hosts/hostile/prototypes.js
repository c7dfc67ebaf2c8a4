// What old libraries add to every array and object, where `for … in` finds it.
Array.prototype.last = function () {
  return this[this.length - 1];
};
Object.prototype.meddled = "by the page";
String.prototype.trimmed = function () {
  return this.trim();
};
