// The look of the drawings: the roles of lines, areas and texts, and six colours, for light paper and for dark. A screen
// set to dark gets the dark ones. The colours are those of Okabe and Ito 2008, some darker or lighter for contrast.

extension SVG {
  /// Roles first, then the six colours of the palette as areas (`f`) and as lines (`s`).
  ///
  /// Each stands there for light and for dark paper.
  static let style: [String] =
    [
      "text{font-family:sans-serif;font-size:13px}.small{font-size:11px}.name{font-weight:bold}",
      ".axis,.grid,.wire{fill:none}.wire{stroke-width:1.5}.curve{stroke-width:2;stroke-linejoin:round}",
      ".mark{stroke-width:2}.dot{stroke-width:7;stroke-linecap:round}.dash{stroke-dasharray:6 4}",
    ] + roles(paper: "#ffffff", ink: "#1a1a1a", soft: "#595959", grid: "#dcdcdc", box: "#eef2f6")
    + palette(["#0072b2", "#d55e00", "#009e73", "#b05a8c", "#8a6d00", "#444444"])
    + ["@media (prefers-color-scheme:dark){"]
    + roles(paper: "#15191e", ink: "#ececec", soft: "#b4b4b4", grid: "#3a4048", box: "#232a32")
    + palette(["#56b4e9", "#ff9a4d", "#3fd0a0", "#e79dc5", "#f0e442", "#c8c8c8"]) + ["}"]

  private static func roles(paper: String, ink: String, soft: String, grid: String, box: String) -> [String] {
    [
      ".paper{fill:\(paper)}.ink{fill:\(ink)}.soft,.head{fill:\(soft)}.axis,.wire{stroke:\(soft)}",
      ".grid{stroke:\(grid)}.box{fill:\(box);stroke:\(soft)}",
    ]
  }

  private static func palette(_ colours: [String]) -> [String] {
    [colours.enumerated().map { ".f\($0){fill:\($1)}.s\($0){stroke:\($1);fill:none}" }.joined()]
  }
}
