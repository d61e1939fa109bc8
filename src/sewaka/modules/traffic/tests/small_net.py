"""A crossing of our own: four approaches of one lane, a left turn that yields, two inner lanes.

Links of the signal: 0 south to north, 1 south to west (its inner way has two parts), 2 north to
south, 3 west to east. South-west yields to north-south; west-east conflicts with all three.
"""

from __future__ import annotations

from pathlib import Path

NET = """<net version="1.20">
  <edge id=":c_0" function="internal"><lane id=":c_0_0" index="0" speed="13.9" length="10"/></edge>
  <edge id=":c_1" function="internal"><lane id=":c_1_0" index="0" speed="8" length="6"/></edge>
  <edge id=":c_2" function="internal"><lane id=":c_2_0" index="0" speed="13.9" length="10"/></edge>
  <edge id=":c_3" function="internal"><lane id=":c_3_0" index="0" speed="13.9" length="10"/></edge>
  <edge id=":c_4" function="internal"><lane id=":c_4_0" index="0" speed="8" length="6"/></edge>
  <edge id="far" from="f" to="s"><lane id="far_0" index="0" speed="13.9" length="300"/></edge>
  <edge id="south_in" from="s" to="c"><lane id="south_in_0" index="0" speed="13.9" length="0.9"/>
  </edge>
  <edge id="north_in" from="n" to="c"><lane id="north_in_0" index="0" speed="13.9" length="200"/>
  </edge>
  <edge id="west_in" from="w" to="c"><lane id="west_in_0" index="0" speed="13.9" length="80"/>
  </edge>
  <edge id="north_out" from="c" to="n"><lane id="north_out_0" index="0" speed="13.9" length="200"/>
  </edge>
  <edge id="south_out" from="c" to="s"><lane id="south_out_0" index="0" speed="13.9" length="200"/>
  </edge>
  <edge id="west_out" from="c" to="w"><lane id="west_out_0" index="0" speed="13.9" length="80"/>
  </edge>
  <edge id="east_out" from="c" to="e"><lane id="east_out_0" index="0" speed="13.9" length="80"/>
  </edge>
  <tlLogic id="c" type="static" programID="night" offset="0">
    <phase duration="10" state="OOOO"/>
  </tlLogic>
  <tlLogic id="c" type="static" programID="0" offset="0">
    <phase duration="20" state="GgGr"/><phase duration="3" state="yyyr"/>
    <phase duration="2" state="rrrr"/><phase duration="20" state="rrrG"/>
    <phase duration="3" state="rrry"/><phase duration="5" state="GgGr"/>
  </tlLogic>
  <junction id="c" type="traffic_light" incLanes="south_in_0 north_in_0 west_in_0"
      intLanes=":c_0_0 :c_4_0 :c_2_0 :c_3_0">
    <request index="0" response="0000" foes="1000" cont="0"/>
    <request index="1" response="0100" foes="1100" cont="1"/>
    <request index="2" response="0000" foes="1010" cont="0"/>
    <request index="3" response="0111" foes="0111" cont="0"/>
  </junction>
  <junction id=":c_1_0" type="internal" incLanes=":c_1_0 north_in_0" intLanes=":c_2_0 :c_3_0"/>
  <connection from="far" to="south_in" fromLane="0" toLane="0" dir="s" state="M"/>
  <connection from="south_in" to="north_out" fromLane="0" toLane="0" via=":c_0_0" tl="c"
      linkIndex="0" dir="s" state="O"/>
  <connection from="south_in" to="west_out" fromLane="0" toLane="0" via=":c_1_0" tl="c"
      linkIndex="1" dir="l" state="o"/>
  <connection from="north_in" to="south_out" fromLane="0" toLane="0" via=":c_2_0" tl="c"
      linkIndex="2" dir="s" state="O"/>
  <connection from="west_in" to="east_out" fromLane="0" toLane="0" via=":c_3_0" tl="c"
      linkIndex="3" dir="s" state="O"/>
  <connection from=":c_0" to="north_out" fromLane="0" toLane="0" dir="s" state="M"/>
  <connection from=":c_1" to="west_out" fromLane="0" toLane="0" via=":c_4_0" dir="l" state="m"/>
  <connection from=":c_4" to="west_out" fromLane="0" toLane="0" dir="l" state="M"/>
  <connection from=":c_2" to="south_out" fromLane="0" toLane="0" dir="s" state="M"/>
  <connection from=":c_3" to="east_out" fromLane="0" toLane="0" dir="s" state="M"/>
</net>
"""


def written(folder: Path, text: str = NET) -> Path:
    """The net as a file in that folder."""
    path = folder / "small.net.xml"
    path.write_text(text, encoding="utf-8")
    return path
