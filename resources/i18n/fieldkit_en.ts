<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>ClockBar</name>
    <message numerus="yes">
        <source>%n second(s)</source>
        <translation>
            <numerusform>%n second</numerusform>
            <numerusform>%n seconds</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n minute(s)</source>
        <translation>
            <numerusform>%n minute</numerusform>
            <numerusform>%n minutes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n hour(s)</source>
        <translation>
            <numerusform>%n hour</numerusform>
            <numerusform>%n hours</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n day(s)</source>
        <translation>
            <numerusform>%n day</numerusform>
            <numerusform>%n days</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ExportPlace</name>
    <message numerus="yes">
        <source>Left out, not agreed to: %n interview(s).</source>
        <translation>
            <numerusform>Left out, not agreed to: %n interview.</numerusform>
            <numerusform>Left out, not agreed to: %n interviews.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n interview(s) sealed and erased here.</source>
        <translation>
            <numerusform>%n interview sealed and erased here.</numerusform>
            <numerusform>%n interviews sealed and erased here.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>RepeatView</name>
    <message numerus="yes">
        <source>%n so far</source>
        <translation>
            <numerusform>%n so far</numerusform>
            <numerusform>%n so far</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ReviewView</name>
    <message numerus="yes">
        <source>%n thing(s) to look at before finishing.</source>
        <translation>
            <numerusform>One thing to look at before finishing.</numerusform>
            <numerusform>%n things to look at before finishing.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SettingsDialog</name>
    <message numerus="yes">
        <source>%n minute(s)</source>
        <translation>
            <numerusform>%n minute</numerusform>
            <numerusform>%n minutes</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>UnlockPlace</name>
    <message numerus="yes">
        <source>This is too short: take at least %n character(s).</source>
        <translation>
            <numerusform>This is too short: take at least %n character.</numerusform>
            <numerusform>This is too short: take at least %n characters.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Wait %n second(s)</source>
        <translation>
            <numerusform>Wait %n second</numerusform>
            <numerusform>Wait %n seconds</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>VaultDialog</name>
    <message numerus="yes">
        <source>%n interview(s) sealed.</source>
        <translation>
            <numerusform>%n interview sealed.</numerusform>
            <numerusform>%n interviews sealed.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The backup was opened and checked: %n interview(s).</source>
        <translation>
            <numerusform>The backup was opened and checked: %n interview.</numerusform>
            <numerusform>The backup was opened and checked: %n interviews.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The clock of this laptop was moved %n time(s).</source>
        <translation>
            <numerusform>The clock of this laptop was moved %n time.</numerusform>
            <numerusform>The clock of this laptop was moved %n times.</numerusform>
        </translation>
    </message>
</context>
</TS>
