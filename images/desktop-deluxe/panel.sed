# Beside files, terminal and editor: the browser, Writer, Calc and GIMP.
/<value type="int" value="4"\/>/a\
        <value type="int" value="11"/>\
        <value type="int" value="12"/>\
        <value type="int" value="13"/>\
        <value type="int" value="14"/>
/<property name="plugin-5"/i\
    <property name="plugin-11" type="string" value="launcher">\
      <property name="items" type="array">\
        <value type="string" value="firefox-esr.desktop"/>\
      </property>\
    </property>\
    <property name="plugin-12" type="string" value="launcher">\
      <property name="items" type="array">\
        <value type="string" value="libreoffice-writer.desktop"/>\
      </property>\
    </property>\
    <property name="plugin-13" type="string" value="launcher">\
      <property name="items" type="array">\
        <value type="string" value="libreoffice-calc.desktop"/>\
      </property>\
    </property>\
    <property name="plugin-14" type="string" value="launcher">\
      <property name="items" type="array">\
        <value type="string" value="gimp.desktop"/>\
      </property>\
    </property>
