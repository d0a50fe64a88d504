<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ru" sourcelanguage="en">
<context>
    <name>ClockBar</name>
    <message numerus="yes">
        <source>%n second(s)</source>
        <translation>
            <numerusform>%n секунду</numerusform>
            <numerusform>%n секунды</numerusform>
            <numerusform>%n секунд</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n minute(s)</source>
        <translation>
            <numerusform>%n минуту</numerusform>
            <numerusform>%n минуты</numerusform>
            <numerusform>%n минут</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n hour(s)</source>
        <translation>
            <numerusform>%n час</numerusform>
            <numerusform>%n часа</numerusform>
            <numerusform>%n часов</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n day(s)</source>
        <translation>
            <numerusform>%n день</numerusform>
            <numerusform>%n дня</numerusform>
            <numerusform>%n дней</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ExportPlace</name>
    <message numerus="yes">
        <source>Left out, not agreed to: %n interview(s).</source>
        <translation>
            <numerusform>Не вошло, нет согласия: %n беседа.</numerusform>
            <numerusform>Не вошло, нет согласия: %n беседы.</numerusform>
            <numerusform>Не вошло, нет согласия: %n бесед.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n interview(s) sealed and erased here.</source>
        <translation>
            <numerusform>%n беседа запечатана и стёрта здесь.</numerusform>
            <numerusform>%n беседы запечатаны и стёрты здесь.</numerusform>
            <numerusform>%n бесед запечатаны и стёрты здесь.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>RepeatView</name>
    <message numerus="yes">
        <source>%n so far</source>
        <translation>
            <numerusform>Пока %n</numerusform>
            <numerusform>Пока %n</numerusform>
            <numerusform>Пока %n</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ReviewView</name>
    <message numerus="yes">
        <source>%n thing(s) to look at before finishing.</source>
        <translation>
            <numerusform>До завершения посмотрите %n место.</numerusform>
            <numerusform>До завершения посмотрите %n места.</numerusform>
            <numerusform>До завершения посмотрите %n мест.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SettingsDialog</name>
    <message numerus="yes">
        <source>%n minute(s)</source>
        <translation>
            <numerusform>%n минуту</numerusform>
            <numerusform>%n минуты</numerusform>
            <numerusform>%n минут</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>UnlockPlace</name>
    <message numerus="yes">
        <source>This is too short: take at least %n character(s).</source>
        <translation>
            <numerusform>Слишком коротко: нужен хотя бы %n знак.</numerusform>
            <numerusform>Слишком коротко: нужно хотя бы %n знака.</numerusform>
            <numerusform>Слишком коротко: нужно хотя бы %n знаков.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Wait %n second(s)</source>
        <translation>
            <numerusform>Подождите %n секунду</numerusform>
            <numerusform>Подождите %n секунды</numerusform>
            <numerusform>Подождите %n секунд</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>VaultDialog</name>
    <message numerus="yes">
        <source>%n interview(s) sealed.</source>
        <translation>
            <numerusform>Запечатана %n беседа.</numerusform>
            <numerusform>Запечатано %n беседы.</numerusform>
            <numerusform>Запечатано %n бесед.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The backup was opened and checked: %n interview(s).</source>
        <translation>
            <numerusform>Копия открыта и проверена: %n беседа.</numerusform>
            <numerusform>Копия открыта и проверена: %n беседы.</numerusform>
            <numerusform>Копия открыта и проверена: %n бесед.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The clock of this laptop was moved %n time(s).</source>
        <translation>
            <numerusform>Часы этого ноутбука переводились %n раз.</numerusform>
            <numerusform>Часы этого ноутбука переводились %n раза.</numerusform>
            <numerusform>Часы этого ноутбука переводились %n раз.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bars</name>
    <message>
        <source>{answered} of {askable}</source>
        <translation>{answered} из {askable}</translation>
    </message>
    <message>
        <source>Language of the questions: {name}</source>
        <translation>Язык вопросов: {name}</translation>
    </message>
    <message>
        <source>Saving</source>
        <translation>Сохраняется</translation>
    </message>
    <message>
        <source>Saved</source>
        <translation>Сохранено</translation>
    </message>
    <message>
        <source>NOT saved</source>
        <translation>НЕ сохранено</translation>
    </message>
    <message>
        <source>Finished: to read only</source>
        <translation>Завершена: только чтение</translation>
    </message>
</context>
<context>
    <name>clock</name>
    <message>
        <source>Put away</source>
        <translation>Убрать</translation>
    </message>
    <message>
        <source>Put away what is said of the clock</source>
        <translation>Убрать сообщение о часах</translation>
    </message>
    <message>
        <source>The clock of this computer was moved by about {time}. The order of answers is not affected. Check date and time.</source>
        <translation>Часы этого компьютера переведены примерно на {time}. На порядок ответов это не влияет. Проверьте дату и время.</translation>
    </message>
</context>
<context>
    <name>explanation</name>
    <message>
        <source>met</source>
        <translation>выполнен</translation>
    </message>
    <message>
        <source>not met</source>
        <translation>не выполнен</translation>
    </message>
    <message>
        <source>open: the answers allow both</source>
        <translation>открыт: ответы допускают оба исхода</translation>
    </message>
    <message>
        <source>strong</source>
        <translation>сильный</translation>
    </message>
    <message>
        <source>medium</source>
        <translation>средний</translation>
    </message>
    <message>
        <source>weak</source>
        <translation>слабый</translation>
    </message>
    <message>
        <source>during recruitment</source>
        <translation>при найме</translation>
    </message>
    <message>
        <source>during the work</source>
        <translation>во время работы</translation>
    </message>
    <message>
        <source>when leaving</source>
        <translation>при уходе</translation>
    </message>
    <message>
        <source>{indicator} {stage}</source>
        <translation>{indicator} {stage}</translation>
    </message>
    <message>
        <source>No ruleset fits: the person was not asked what one needs (a child in the form for adults, no employer, no consent for the child), or the form has none. Not scored, in no share.</source>
        <translation>Ни один набор правил не подходит: человеку не задавали нужных вопросов (ребёнок в анкете для взрослых, нет хозяина, нет согласия на беседу с ребёнком) или у анкеты нет правил. Оценки нет, в доли не входит.</translation>
    </message>
    <message>
        <source>The interview is not finished: its answers may still change.</source>
        <translation>Беседа не закончена: ответы ещё могут измениться.</translation>
    </message>
    <message>
        <source>The interview is finished.</source>
        <translation>Беседа закончена.</translation>
    </message>
    <message>
        <source>No consent: counted as a visit, not scored.</source>
        <translation>Согласия нет: посещение учтено, оценки нет.</translation>
    </message>
    <message>
        <source>Consent was taken back: erased, not scored.</source>
        <translation>Согласие отозвано: стёрто, не оценивается.</translation>
    </message>
    <message>
        <source>Sealed for the organisation: its answers are not on this laptop.</source>
        <translation>Запечатана для организации: её ответов на этом ноутбуке нет.</translation>
    </message>
    <message>
        <source>does not know</source>
        <translation>не знает</translation>
    </message>
    <message>
        <source>refused to answer</source>
        <translation>отказ отвечать</translation>
    </message>
    <message>
        <source>does not apply</source>
        <translation>не подходит</translation>
    </message>
    <message>
        <source>It is met by what is present:</source>
        <translation>Выполнен тем, что есть:</translation>
    </message>
    <message>
        <source>Also present; it is met without these:</source>
        <translation>Есть и это; критерий выполнен и без него:</translation>
    </message>
    <message>
        <source>Present, and not enough:</source>
        <translation>Есть, но этого недостаточно:</translation>
    </message>
    <message>
        <source>One of these was needed, and the answers say that none is there</source>
        <translation>Нужно было хотя бы одно из этого, а по ответам нет ничего</translation>
    </message>
    <message>
        <source>One of these is needed, and the answers do not tell</source>
        <translation>Нужно хотя бы одно из этого, а по ответам не понять</translation>
    </message>
    <message>
        <source>Not known; the result stands whatever they are:</source>
        <translation>Неизвестно; результат от этого не зависит:</translation>
    </message>
    <message>
        <source>The grades of these are not verified against print:</source>
        <translation>Степени этих показателей не сверены с печатным изданием:</translation>
    </message>
    <message>
        <source>The result rests on:</source>
        <translation>Результат опирается на:</translation>
    </message>
    <message>
        <source>Met, and no part of the result:</source>
        <translation>Выполнено, но в результат не входит:</translation>
    </message>
    <message>
        <source>These facts stand, whatever the result is:</source>
        <translation>Эти факты остаются, каким бы ни был результат:</translation>
    </message>
    <message>
        <source>The ruleset is not verified against print:</source>
        <translation>Набор правил не сверен с печатным изданием:</translation>
    </message>
    <message>
        <source>The respondent&apos;s own word</source>
        <translation>Слово самого собеседника</translation>
    </message>
    <message>
        <source>The official article, as written</source>
        <translation>Официальная статья, как записано</translation>
    </message>
    <message>
        <source>Facts that speak against it</source>
        <translation>Факты, которые говорят против</translation>
    </message>
    <message>
        <source>What the interviewer thought</source>
        <translation>Что подумал интервьюер</translation>
    </message>
    <message>
        <source>Protection, whoever did it</source>
        <translation>Защита, кто бы это ни сделал</translation>
    </message>
    <message>
        <source>Answers that contradict each other</source>
        <translation>Ответы, которые противоречат друг другу</translation>
    </message>
    <message>
        <source>Told by another, in no share unless asked for</source>
        <translation>Рассказал другой; без особого указания не входит в доли</translation>
    </message>
    <message>
        <source>An act of a partner or relative; it never counts against the employer</source>
        <translation>Действие супруга или родственника; хозяину это никогда не засчитывается</translation>
    </message>
    <message>
        <source>An act of an official on his or her own; it never counts against the employer</source>
        <translation>Действие должностного лица от себя; хозяину это никогда не засчитывается</translation>
    </message>
    <message>
        <source>An act of another worker; it never counts against the employer</source>
        <translation>Действие другого работника; хозяину это никогда не засчитывается</translation>
    </message>
    <message>
        <source>An act of a stranger or somebody else; it never counts against the employer</source>
        <translation>Действие постороннего или кого-то ещё; хозяину это никогда не засчитывается</translation>
    </message>
    <message>
        <source>Hurt by somebody outside the job</source>
        <translation>Вред от кого-то вне работы</translation>
    </message>
    <message>
        <source>An act of a parent; it never counts against the employer</source>
        <translation>Действие родителя; хозяину это никогда не засчитывается</translation>
    </message>
    <message>
        <source>An act of an official, on his or her own or for the employer</source>
        <translation>Действие должностного лица, от себя или для хозяина</translation>
    </message>
    <message>
        <source>An act of another worker, a partner or a stranger</source>
        <translation>Действие другого работника, супруга или постороннего</translation>
    </message>
    <message>
        <source>The child works without its parents</source>
        <translation>Ребёнок работает без родителей</translation>
    </message>
    <message>
        <source>Sexual violence or a threat of it</source>
        <translation>Сексуальное насилие или его угроза</translation>
    </message>
    <message>
        <source>A child works or is in danger</source>
        <translation>Ребёнок работает или в опасности</translation>
    </message>
    <message>
        <source>Risk of a counter-complaint</source>
        <translation>Риск встречного заявления</translation>
    </message>
    <message>
        <source>Something cannot wait</source>
        <translation>Есть то, что не может ждать</translation>
    </message>
    <message>
        <source>Not let to a doctor</source>
        <translation>Не пускают к врачу</translation>
    </message>
    <message>
        <source>The interviewer sees a need for protection</source>
        <translation>По мнению интервьюера, нужна защита</translation>
    </message>
    <message>
        <source>Papers are not held, and papers were taken or threatened</source>
        <translation>Документы не удерживают, и документы забирали или грозили забрать</translation>
    </message>
    <message>
        <source>All is paid or not due, and wages were kept or threatened</source>
        <translation>Всё выплачено или срок не пришёл, и плату удерживали или грозили удержать</translation>
    </message>
    <message>
        <source>Could leave, and could not</source>
        <translation>Уйти мог, и уйти не мог</translation>
    </message>
    <message>
        <source>Long hours, and the person says that they are not long</source>
        <translation>Часы долгие, а человек говорит, что не долгие</translation>
    </message>
    <message>
        <source>Goes out freely, and is locked in</source>
        <translation>Выходит свободно, и его запирают</translation>
    </message>
    <message>
        <source>No debt or advance, and an advance or debt</source>
        <translation>Долга и аванса нет, и аванс или долг есть</translation>
    </message>
    <message>
        <source>no free consent</source>
        <translation>нет свободного согласия</translation>
    </message>
    <message>
        <source>a penalty or the threat of one</source>
        <translation>наказание или его угроза</translation>
    </message>
    <message>
        <source>at least one strong fact</source>
        <translation>хотя бы один сильный факт</translation>
    </message>
    <message>
        <source>{sentence}: {of}</source>
        <translation>{sentence}: {of}</translation>
    </message>
    <message>
        <source>Case {case}</source>
        <translation>Случай {case}</translation>
    </message>
    <message>
        <source>Result by this ruleset: {state}</source>
        <translation>Итог по этому набору правил: {state}</translation>
    </message>
    <message>
        <source>This ruleset gives no overall result, only its criteria.</source>
        <translation>Общего результата этот набор правил не даёт, только критерии.</translation>
    </message>
    <message>
        <source>Another reading, {reading}: {state}</source>
        <translation>Другое прочтение, {reading}: {state}</translation>
    </message>
    <message>
        <source>In the words of the framework: {name}</source>
        <translation>Словами самой методики: {name}</translation>
    </message>
    <message>
        <source>{criterion}: {state}</source>
        <translation>{criterion}: {state}</translation>
    </message>
    <message>
        <source>{indicator} ({grade})</source>
        <translation>{indicator} ({grade})</translation>
    </message>
    <message>
        <source>grade not verified against print</source>
        <translation>степень не сверена с печатным изданием</translation>
    </message>
    <message>
        <source>not asked or not answered</source>
        <translation>не спрашивали или нет ответа</translation>
    </message>
    <message>
        <source>no question of this form feeds it</source>
        <translation>ни один вопрос этой формы его не питает</translation>
    </message>
    <message>
        <source>{question} ← {answer}</source>
        <translation>{question} ← {answer}</translation>
    </message>
    <message>
        <source>What to ask again</source>
        <translation>Что спросить ещё раз</translation>
    </message>
    <message>
        <source>For the result</source>
        <translation>Для результата</translation>
    </message>
    <message>
        <source> together with </source>
        <translation> вместе с </translation>
    </message>
    <message>
        <source>Do not press for what was refused. A child is questioned once: adults add what is missing.</source>
        <translation>Не настаивайте там, где отвечать отказались. Ребёнка расспрашивают один раз: недостающее добавляют взрослые.</translation>
    </message>
    <message>
        <source>More such sets: {n}</source>
        <translation>Ещё таких наборов: {n}</translation>
    </message>
    <message>
        <source>More such sets: {n} and further ones</source>
        <translation>Ещё таких наборов: {n}, и есть другие</translation>
    </message>
    <message>
        <source>Too much is open to say what would settle it; ask all that is not known.</source>
        <translation>Открыто слишком многое, чтобы сказать, что решило бы вопрос; спросите обо всём, что неизвестно.</translation>
    </message>
    <message>
        <source>If {indicator} were {grade}, the result would be {state}</source>
        <translation>Если бы «{indicator}» имел степень «{grade}», результат был бы: {state}</translation>
    </message>
    <message>
        <source>If {indicator} were {grade}, {criterion} would be {state}</source>
        <translation>Если бы «{indicator}» имел степень «{grade}», критерий «{criterion}» был бы: {state}</translation>
    </message>
    <message>
        <source>What other grades would change (not verified against print: {n})</source>
        <translation>Что изменили бы другие степени (не сверено с печатным изданием: {n})</translation>
    </message>
    <message>
        <source>Grades not verified against print: {n}. No other grade of one of them would change a result.</source>
        <translation>Степеней, не сверенных с печатным изданием: {n}. Другая степень любой из них результата не изменила бы.</translation>
    </message>
    <message>
        <source>Beside the score, and no part of it</source>
        <translation>Рядом с оценкой, но не часть её</translation>
    </message>
    <message>
        <source>from record {case}</source>
        <translation>из записи {case}</translation>
    </message>
    <message>
        <source>What persons judge; no judgement changes the result</source>
        <translation>Что думают люди; ни одно суждение результата не меняет</translation>
    </message>
    <message>
        <source>Nobody has written down a judgement yet.</source>
        <translation>Никто ещё не записал своего суждения.</translation>
    </message>
    <message>
        <source>{by}, {when}: {about} {says}; the ruleset gave: {computed}</source>
        <translation>{by}, {when}: {about} {says}; набор правил дал: {computed}</translation>
    </message>
    <message>
        <source>the whole case:</source>
        <translation>случай в целом:</translation>
    </message>
    <message>
        <source>{criterion}:</source>
        <translation>{criterion}:</translation>
    </message>
    <message>
        <source>no overall result</source>
        <translation>общего результата нет</translation>
    </message>
    <message>
        <source>beside version {version} of the ruleset</source>
        <translation>рядом с версией {version} набора правил</translation>
    </message>
    <message>
        <source>{title}. Ruleset {id}, version {version}, SHA-256 {sha256}.</source>
        <translation>{title}. Набор правил {id}, версия {version}, SHA-256 {sha256}.</translation>
    </message>
    <message>
        <source>Form {form}, version {version}.</source>
        <translation>Форма {form}, версия {version}.</translation>
    </message>
    <message>
        <source>Where the sources are silent</source>
        <translation>О чём источники молчат</translation>
    </message>
    <message>
        <source>A survey measure, not a verdict: it says nothing of guilt. Never show it to the respondent or the employer.</source>
        <translation>Это мера опроса, а не приговор: о вине она не говорит. Никогда не показывайте её ни собеседнику, ни хозяину.</translation>
    </message>
    <message>
        <source>PRACTICE: invented people only, not a finding.</source>
        <translation>УЧЕБНОЕ: люди вымышлены, это не результат.</translation>
    </message>
    <message>
        <source>This page holds answers. Keep it as you keep the interview.</source>
        <translation>На этой странице есть ответы. Храните её как саму беседу.</translation>
    </message>
    <message>
        <source>Signs: ■ met, ○ not met or absent, ◈ open; ● present, ? not known; ! attention.</source>
        <translation>Знаки: ■ выполнен, ○ не выполнен или нет, ◈ открыт; ● есть, ? неизвестно; ! внимание.</translation>
    </message>
</context>
<context>
    <name>export</name>
    <message>
        <source>Export</source>
        <translation>Выгрузка</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Папка</translation>
    </message>
    <message>
        <source>What it is for</source>
        <translation>Для чего</translation>
    </message>
    <message>
        <source>Our own pool: every interview</source>
        <translation>Для нашей общей базы: все беседы</translation>
    </message>
    <message>
        <source>Sealed: only the organisation&apos;s key opens it</source>
        <translation>Запечатанная: открывает только ключ организации</translation>
    </message>
    <message>
        <source>In clear: anybody who has the file can read it</source>
        <translation>Открытая: прочтёт любой, у кого есть файл</translation>
    </message>
    <message>
        <source>Public key of the organisation</source>
        <translation>Открытый ключ организации</translation>
    </message>
    <message>
        <source>Answers in a clear file can be read by anybody who finds, takes or is sent the file, today or in ten years. Deleting it does not take it off a stick. That it left in clear is recorded.</source>
        <translation>Ответы в открытом файле прочтёт любой, кто его найдёт, отнимет или получит, сегодня или через десять лет. Удаление не стирает его с флешки. То, что файл ушёл открытым, записывается.</translation>
    </message>
    <message>
        <source>I know this and want a clear file</source>
        <translation>Я это знаю, и мне нужен открытый файл</translation>
    </message>
    <message>
        <source>Done. Interviews: {interviews} ({states}); changes: {revisions}; {size}.
File: {file}</source>
        <translation>Готово. Бесед: {interviews} ({states}); изменений: {revisions}; {size}.
Файл: {file}</translation>
    </message>
    <message>
        <source>Write the workbook</source>
        <translation>Записать книгу</translation>
    </message>
    <message>
        <source>One Excel workbook with the interviews of this workspace, for whoever pools the data. They stay here too, unless the workspace seals what is exported.</source>
        <translation>Одна книга Excel с беседами этой рабочей папки для того, кто сводит данные. Беседы остаются и здесь, если папка не запечатывает выгруженное.</translation>
    </message>
    <message>
        <source>Back to the list</source>
        <translation>К списку</translation>
    </message>
    <message>
        <source>Progress of the export</source>
        <translation>Ход выгрузки</translation>
    </message>
    <message>
        <source>Choose</source>
        <translation>Выбрать</translation>
    </message>
    <message>
        <source>Where the workbook goes</source>
        <translation>Куда записать книгу</translation>
    </message>
</context>
<context>
    <name>fields</name>
    <message>
        <source>Type to narrow the list</source>
        <translation>Начните вводить, чтобы сузить список</translation>
    </message>
    <message>
        <source>Choices for: {label}</source>
        <translation>Варианты: {label}</translation>
    </message>
    <message>
        <source>Chosen: {choices}</source>
        <translation>Выбрано: {choices}</translation>
    </message>
    <message>
        <source>Nothing chosen yet</source>
        <translation>Пока ничего не выбрано</translation>
    </message>
    <message>
        <source>Calendar</source>
        <translation>Календарь</translation>
    </message>
    <message>
        <source>Calendar for: {label}</source>
        <translation>Календарь: {label}</translation>
    </message>
    <message>
        <source>hh:mm</source>
        <translation>чч:мм</translation>
    </message>
    <message>
        <source>dd.mm.yyyy hh:mm</source>
        <translation>дд.мм.гггг чч:мм</translation>
    </message>
    <message>
        <source>mm.yyyy</source>
        <translation>мм.гггг</translation>
    </message>
    <message>
        <source>yyyy</source>
        <translation>гггг</translation>
    </message>
    <message>
        <source>dd.mm.yyyy</source>
        <translation>дд.мм.гггг</translation>
    </message>
    <message>
        <source>Up</source>
        <translation>Выше</translation>
    </message>
    <message>
        <source>Down</source>
        <translation>Ниже</translation>
    </message>
    <message>
        <source>This order is right</source>
        <translation>Порядок верный</translation>
    </message>
    <message>
        <source>Not ranked yet. Space takes this order.</source>
        <translation>Порядок ещё не задан. Пробел принимает этот.</translation>
    </message>
    <message>
        <source>Yes, done</source>
        <translation>Да, сделано</translation>
    </message>
    <message>
        <source>Enter starts a new line; Ctrl+Enter goes to the next question.</source>
        <translation>Enter начинает новую строку; Ctrl+Enter ведёт к следующему вопросу.</translation>
    </message>
    <message>
        <source>From {start} to {end}</source>
        <translation>От {start} до {end}</translation>
    </message>
</context>
<context>
    <name>finished</name>
    <message>
        <source>The visit is counted</source>
        <translation>Визит учтён</translation>
    </message>
    <message>
        <source>The interview is finished</source>
        <translation>Беседа завершена</translation>
    </message>
    <message>
        <source>There was no consent: no answer was kept. Thank the person.</source>
        <translation>Согласия не было: ни один ответ не сохранён. Поблагодарите человека.</translation>
    </message>
    <message>
        <source>Case {code} is saved.</source>
        <translation>Случай {code} сохранён.</translation>
    </message>
    <message>
        <source>Case {code} is saved. Thank the person for the time.</source>
        <translation>Случай {code} сохранён. Поблагодарите человека за время.</translation>
    </message>
    <message>
        <source>To the list</source>
        <translation>К списку</translation>
    </message>
</context>
<context>
    <name>forms</name>
    <message>
        <source>Adult worker</source>
        <translation>Взрослый работник</translation>
    </message>
    <message>
        <source>Child worker</source>
        <translation>Работающий ребёнок</translation>
    </message>
    <message>
        <source>Maternity</source>
        <translation>Беременность и роды</translation>
    </message>
    <message>
        <source>Farm or site observation</source>
        <translation>Осмотр фермы или площадки</translation>
    </message>
    <message>
        <source>Follow-up and referral</source>
        <translation>Повторная встреча и направление</translation>
    </message>
    <message>
        <source>Statement of an employer, official or expert</source>
        <translation>Слова работодателя, чиновника или эксперта</translation>
    </message>
</context>
<context>
    <name>help</name>
    <message>
        <source>Help</source>
        <translation>Справка</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>Страницы</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Текст</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Закрыть</translation>
    </message>
    <message>
        <source>In a question</source>
        <translation>В вопросе</translation>
    </message>
    <message>
        <source>In an interview</source>
        <translation>В беседе</translation>
    </message>
    <message>
        <source>In the list</source>
        <translation>В списке</translation>
    </message>
    <message>
        <source>At the score</source>
        <translation>У оценки</translation>
    </message>
    <message>
        <source>Everywhere</source>
        <translation>Везде</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Клавиши</translation>
    </message>
</context>
<context>
    <name>hidden</name>
    <message>
        <source>Paused. Press Enter.</source>
        <translation>Пауза. Нажмите Enter.</translation>
    </message>
</context>
<context>
    <name>keys</name>
    <message>
        <source>Interviews</source>
        <translation>Беседы</translation>
    </message>
    <message>
        <source>New interview</source>
        <translation>Новая беседа</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Выгрузка</translation>
    </message>
    <message>
        <source>This workspace</source>
        <translation>Эта рабочая папка</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Настройки</translation>
    </message>
    <message>
        <source>Larger text</source>
        <translation>Крупнее</translation>
    </message>
    <message>
        <source>Smaller text</source>
        <translation>Мельче</translation>
    </message>
    <message>
        <source>Light or dark</source>
        <translation>Светлый или тёмный вид</translation>
    </message>
    <message>
        <source>Hide and lock</source>
        <translation>Спрятать и закрыть</translation>
    </message>
    <message>
        <source>Help and keys</source>
        <translation>Справка и клавиши</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Выход</translation>
    </message>
    <message>
        <source>Open the interview</source>
        <translation>Открыть беседу</translation>
    </message>
    <message>
        <source>Show the score</source>
        <translation>Показать оценку</translation>
    </message>
    <message>
        <source>Find in the list</source>
        <translation>Найти в списке</translation>
    </message>
    <message>
        <source>The whole reasoning</source>
        <translation>Всё рассуждение</translation>
    </message>
    <message>
        <source>Your own judgement</source>
        <translation>Своё суждение</translation>
    </message>
    <message>
        <source>Print or save the page</source>
        <translation>Напечатать или сохранить страницу</translation>
    </message>
    <message>
        <source>Next page</source>
        <translation>Дальше</translation>
    </message>
    <message>
        <source>Previous page</source>
        <translation>Назад</translation>
    </message>
    <message>
        <source>Go to a question</source>
        <translation>Вопросы</translation>
    </message>
    <message>
        <source>Language of the questions</source>
        <translation>Язык вопросов</translation>
    </message>
    <message>
        <source>Does not know</source>
        <translation>Не знает</translation>
    </message>
    <message>
        <source>Refused to answer</source>
        <translation>Отказ от ответа</translation>
    </message>
    <message>
        <source>Does not apply</source>
        <translation>Не относится</translation>
    </message>
    <message>
        <source>Add one more</source>
        <translation>Добавить ещё</translation>
    </message>
    <message>
        <source>Remove this one</source>
        <translation>Убрать это</translation>
    </message>
    <message>
        <source>Next open problem</source>
        <translation>К следующему незакрытому месту</translation>
    </message>
    <message>
        <source>Review and finish</source>
        <translation>Проверка и завершение</translation>
    </message>
    <message>
        <source>Back to the list</source>
        <translation>К списку</translation>
    </message>
    <message>
        <source>Next question</source>
        <translation>Следующий вопрос</translation>
    </message>
    <message>
        <source>Next question, from a field of several lines</source>
        <translation>Следующий вопрос, из поля в несколько строк</translation>
    </message>
    <message>
        <source>First choice; 2 to 9 the others</source>
        <translation>Первый вариант; 2–9 — остальные</translation>
    </message>
    <message>
        <source>Take the answer away</source>
        <translation>Убрать ответ</translation>
    </message>
    <message>
        <source>Ranking: move the choice up; Ctrl+Down moves it down</source>
        <translation>Порядок: вариант выше; Ctrl+Down — ниже</translation>
    </message>
    <message>
        <source>Dates: open the calendar</source>
        <translation>Даты: открыть календарь</translation>
    </message>
</context>
<context>
    <name>list</name>
    <message>
        <source>Find a case, site or state</source>
        <translation>Найти случай, площадку, состояние</translation>
    </message>
    <message>
        <source>Enter opens the interview</source>
        <translation>Enter открывает беседу</translation>
    </message>
    <message>
        <source>Begin the first interview</source>
        <translation>Начать первую беседу</translation>
    </message>
    <message>
        <source>No interview has these words. Clear the search.</source>
        <translation>Таких бесед нет. Очистите поиск.</translation>
    </message>
    <message>
        <source>There is no interview in this workspace yet.
Names are never shown here: each case has a code.</source>
        <translation>В этой рабочей папке пока нет бесед.
Имён здесь не бывает: у каждого случая есть код.</translation>
    </message>
    <message>
        <source>{shown} of {total}</source>
        <translation>{shown} из {total}</translation>
    </message>
    <message>
        <source>Case</source>
        <translation>Случай</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Состояние</translation>
    </message>
    <message>
        <source>Last change</source>
        <translation>Изменено</translation>
    </message>
    <message>
        <source>Site</source>
        <translation>Площадка</translation>
    </message>
    <message>
        <source>Form</source>
        <translation>Анкета</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Язык</translation>
    </message>
    <message>
        <source>Answers</source>
        <translation>Ответы</translation>
    </message>
</context>
<context>
    <name>outline</name>
    <message>
        <source>Questions of this interview</source>
        <translation>Вопросы этой беседы</translation>
    </message>
    <message>
        <source>Enter goes to the question, Esc back</source>
        <translation>Enter открывает вопрос, Esc возвращает</translation>
    </message>
    <message>
        <source>{0}: the answer does not fit</source>
        <translation>{0}: ответ не сходится</translation>
    </message>
    <message>
        <source>{0}: needs an answer</source>
        <translation>{0}: нужен ответ</translation>
    </message>
    <message>
        <source>{0}: answered</source>
        <translation>{0}: есть ответ</translation>
    </message>
    <message>
        <source>{0}: not answered</source>
        <translation>{0}: нет ответа</translation>
    </message>
</context>
<context>
    <name>parts</name>
    <message>
        <source>PRACTICE: invented people only. Everybody knows the passphrase of this workspace.</source>
        <translation>ТРЕНИРОВКА: только выдуманные люди. Парольную фразу этой папки знают все.</translation>
    </message>
</context>
<context>
    <name>place</name>
    <message>
        <source>Remove</source>
        <translation>Убрать</translation>
    </message>
    <message>
        <source>Remove this one with all its answers? The others stay.</source>
        <translation>Убрать это вместе со всеми ответами? Остальные останутся.</translation>
    </message>
</context>
<context>
    <name>purposes</name>
    <message>
        <source>Being counted together with others</source>
        <translation>Учёт вместе с ответами других</translation>
    </message>
    <message>
        <source>Use by the organisation</source>
        <translation>Использование организацией</translation>
    </message>
    <message>
        <source>Repeating the person&apos;s words</source>
        <translation>Повторение слов человека</translation>
    </message>
</context>
<context>
    <name>question</name>
    <message>
        <source>Ask alone: only when nobody else can hear. If somebody can, leave it open and come back.</source>
        <translation>Спросите наедине: только когда никто больше не слышит. Если слышат, оставьте вопрос открытым и вернитесь.</translation>
    </message>
    <message>
        <source>* Needs an answer</source>
        <translation>* Нужен ответ</translation>
    </message>
    <message>
        <source>Ask alone</source>
        <translation>Наедине</translation>
    </message>
    <message>
        <source>This question needs an answer. Refused and not known are answers too.</source>
        <translation>На этот вопрос нужен ответ. Отказ и «не знает» — тоже ответы.</translation>
    </message>
    <message>
        <source>This answer does not fit. Check it with the person.</source>
        <translation>Ответ не сходится. Уточните у человека.</translation>
    </message>
    <message>
        <source>ask alone</source>
        <translation>наедине</translation>
    </message>
    <message>
        <source>needs an answer</source>
        <translation>нужен ответ</translation>
    </message>
    <message>
        <source>This is not one of the choices.</source>
        <translation>Такого варианта нет.</translation>
    </message>
    <message>
        <source>This is outside the two ends.</source>
        <translation>Это за пределами шкалы.</translation>
    </message>
    <message>
        <source>This is not a whole number. It is not saved.</source>
        <translation>Это не целое число. Не сохранено.</translation>
    </message>
    <message>
        <source>This is not a number. It is not saved.</source>
        <translation>Это не число. Не сохранено.</translation>
    </message>
    <message>
        <source>This is not a date and a time. Write day.month.year hours:minutes; it is not saved.</source>
        <translation>Это не дата со временем. Пишите день.месяц.год часы:минуты; это не сохранено.</translation>
    </message>
    <message>
        <source>This is not a date. Write day.month.year; it is not saved.</source>
        <translation>Это не дата. Пишите день.месяц.год; не сохранено.</translation>
    </message>
    <message>
        <source>This is not a time. Write hours:minutes; it is not saved.</source>
        <translation>Это не время. Пишите часы:минуты; не сохранено.</translation>
    </message>
    <message>
        <source>This cannot be an answer here. It is not saved.</source>
        <translation>Здесь это не может быть ответом. Не сохранено.</translation>
    </message>
</context>
<context>
    <name>recovery</name>
    <message>
        <source>Make a recovery key</source>
        <translation>Создать запасной ключ</translation>
    </message>
    <message>
        <source>Use the organisation&apos;s recovery key</source>
        <translation>Взять запасной ключ организации</translation>
    </message>
    <message>
        <source>A stick for the recovery key</source>
        <translation>Флешка для запасного ключа</translation>
    </message>
    <message>
        <source>The file of the recovery key</source>
        <translation>Файл запасного ключа</translation>
    </message>
    <message>
        <source>Proven: the workspace was opened with this recovery key alone.
{recipient}</source>
        <translation>Проверено: папка была открыта одним этим запасным ключом.
{recipient}</translation>
    </message>
    <message>
        <source>A recovery key first</source>
        <translation>Сначала запасной ключ</translation>
    </message>
    <message>
        <source>If the passphrase is forgotten, or its owner is gone, only a recovery key opens this workspace. It belongs to the organisation, on paper and on a stick in a safe place, and never stays on this laptop. Interviews begin when one was seen to open the workspace.</source>
        <translation>Если фраза забыта или её владельца нет, папку откроет только запасной ключ. Его хранит организация: на бумаге и на флешке, в надёжном месте, и никогда на этом ноутбуке. Беседы начинаются, когда ключ на деле открыл папку.</translation>
    </message>
    <message>
        <source>Print the file twice, take the stick out, and delete any copy on this laptop. Whoever has this file and the laptop can read everything.</source>
        <translation>Напечатайте файл дважды, выньте флешку и удалите все копии с этого ноутбука. У кого есть и файл, и ноутбук, тот прочтёт всё.</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Дальше</translation>
    </message>
</context>
<context>
    <name>repeat</name>
    <message>
        <source>None so far</source>
        <translation>Пока никого и ничего</translation>
    </message>
    <message>
        <source>Enter opens, Del removes</source>
        <translation>Enter открывает, Del убирает</translation>
    </message>
    <message>
        <source>No more, go on</source>
        <translation>Больше нет, дальше</translation>
    </message>
    <message>
        <source>Remove the chosen one</source>
        <translation>Убрать выбранное</translation>
    </message>
</context>
<context>
    <name>review</name>
    <message>
        <source>Review</source>
        <translation>Проверка</translation>
    </message>
    <message>
        <source>{answered} of {askable} questions have an answer.</source>
        <translation>Ответы есть на {answered} из {askable} вопросов.</translation>
    </message>
    <message>
        <source>Open problems</source>
        <translation>Незакрытые места</translation>
    </message>
    <message>
        <source>Enter goes to the question</source>
        <translation>Enter открывает вопрос</translation>
    </message>
    <message>
        <source>Finish the interview</source>
        <translation>Завершить беседу</translation>
    </message>
    <message>
        <source>This interview is finished and is not changed any more.</source>
        <translation>Эта беседа завершена и больше не меняется.</translation>
    </message>
    <message>
        <source>{key} goes to the next one.</source>
        <translation>{key} ведёт к следующему.</translation>
    </message>
    <message>
        <source>Nothing stands in the way.</source>
        <translation>Ничто не мешает.</translation>
    </message>
    <message>
        <source>The interview cannot be finished yet. Answer the questions above, or mark them as refused or not known.</source>
        <translation>Беседу пока нельзя завершить. Ответьте на вопросы выше или отметьте отказ или «не знает».</translation>
    </message>
    <message>
        <source>needs an answer</source>
        <translation>нужен ответ</translation>
    </message>
    <message>
        <source>the answer does not fit</source>
        <translation>ответ не сходится</translation>
    </message>
</context>
<context>
    <name>score</name>
    <message>
        <source>met</source>
        <translation>выполнен</translation>
    </message>
    <message>
        <source>not met</source>
        <translation>не выполнен</translation>
    </message>
    <message>
        <source>open: the answers allow both</source>
        <translation>открыт: ответы допускают оба итога</translation>
    </message>
    <message>
        <source>{present} present, {absent} absent, {unknown} unknown</source>
        <translation>есть {present}, отсутствуют {absent}, неизвестны {unknown}</translation>
    </message>
    <message>
        <source>{criterion}: {state}. Strong: {strong}. Medium: {medium}.</source>
        <translation>{criterion}: {state}. Сильные: {strong}. Средние: {medium}.</translation>
    </message>
    <message>
        <source>Strong</source>
        <translation>Сильные</translation>
    </message>
    <message>
        <source>Medium</source>
        <translation>Средние</translation>
    </message>
    <message>
        <source>Turn the screen away first</source>
        <translation>Сначала отверните экран</translation>
    </message>
    <message>
        <source>The score is for the monitor. The respondent, the employer and people nearby must not see it: it is a survey measure, not a verdict, and it can put somebody in danger.</source>
        <translation>Оценка — для наблюдателя. Собеседник, работодатель и люди рядом не должны её видеть: это мера обследования, а не приговор, и она может поставить человека под угрозу.</translation>
    </message>
    <message>
        <source>Nobody else sees the screen: show the score</source>
        <translation>Экран никто не видит: показать оценку</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Назад</translation>
    </message>
    <message>
        <source>Case {code}, form “{form}”: no ruleset fits this interview, so nothing is scored. Its answers go into the export like those of any.</source>
        <translation>Случай {code}, анкета «{form}»: к этой беседе не подходит ни один набор правил, поэтому ничего не оценивается. Её ответы идут в выгрузку, как и у любой.</translation>
    </message>
    <message>
        <source>Ruleset</source>
        <translation>Правила</translation>
    </message>
    <message>
        <source>Reasons</source>
        <translation>Основания</translation>
    </message>
    <message>
        <source>The judgement is kept.</source>
        <translation>Суждение записано.</translation>
    </message>
    <message>
        <source>Back to the list</source>
        <translation>К списку</translation>
    </message>
    <message>
        <source>No score here</source>
        <translation>Здесь нет оценки</translation>
    </message>
    <message>
        <source>Case {code}, {state}: it has no answers here, so nothing is scored.</source>
        <translation>Случай {code}, {state}: ответов здесь нет, поэтому оценивать нечего.</translation>
    </message>
    <message>
        <source>{title}. Ruleset {ruleset}, version {version}. A survey measure, not a verdict.</source>
        <translation>{title}. Правила {ruleset}, версия {version}. Мера обследования, а не приговор.</translation>
    </message>
    <message>
        <source>What to ask again</source>
        <translation>Что спросить ещё раз</translation>
    </message>
    <message>
        <source>Present</source>
        <translation>Есть</translation>
    </message>
    <message>
        <source>Not known</source>
        <translation>Неизвестно</translation>
    </message>
    <message>
        <source>Absent</source>
        <translation>Отсутствует</translation>
    </message>
    <message>
        <source>Strong indicators: {counts}</source>
        <translation>Сильные признаки: {counts}</translation>
    </message>
    <message>
        <source>Medium indicators: {counts}</source>
        <translation>Средние признаки: {counts}</translation>
    </message>
    <message>
        <source>Descriptive index of ours, not the ILO&apos;s, and part of no rule: {index}</source>
        <translation>Описательный показатель, наш, не МОТ, в правила не входит: {index}</translation>
    </message>
    <message>
        <source> together with </source>
        <translation> вместе с </translation>
    </message>
    <message>
        <source>strong</source>
        <translation>сильный</translation>
    </message>
    <message>
        <source>medium</source>
        <translation>средний</translation>
    </message>
    <message>
        <source>weak</source>
        <translation>слабый</translation>
    </message>
    <message>
        <source>no question of this form feeds it</source>
        <translation>в этой анкете нет такого вопроса</translation>
    </message>
    <message>
        <source>not asked or not answered</source>
        <translation>не спрошено или нет ответа</translation>
    </message>
    <message>
        <source>Your own judgement</source>
        <translation>Своё суждение</translation>
    </message>
    <message>
        <source>It is kept beside the score with its reason and changes nothing of it. Earlier judgements stay.</source>
        <translation>Оно хранится рядом с оценкой вместе с причиной и ничего в ней не меняет. Прежние суждения остаются.</translation>
    </message>
    <message>
        <source>About</source>
        <translation>О чём</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Причина</translation>
    </message>
    <message>
        <source>Who judges: a code, never a name</source>
        <translation>Кто судит: код, никогда не имя</translation>
    </message>
    <message>
        <source>Keep the judgement</source>
        <translation>Записать суждение</translation>
    </message>
    <message>
        <source>The whole case</source>
        <translation>Случай в целом</translation>
    </message>
    <message>
        <source>Print or save the page</source>
        <translation>Напечатать или сохранить страницу</translation>
    </message>
    <message>
        <source>One page with the result, its reasons and the answers behind them. It names the case by its code alone and leaves out answers that name a person. That it left is recorded.</source>
        <translation>Одна страница: результат, его причины и ответы за ними. Случай назван только кодом, ответы, которые называют человека, пропущены. То, что страница вышла, записывается.</translation>
    </message>
    <message>
        <source>Public key that seals the file; without one it is in clear</source>
        <translation>Открытый ключ, которым запечатывается файл; без него файл открытый</translation>
    </message>
    <message>
        <source>A clear file and a sheet of paper can be read by anybody who finds them.</source>
        <translation>Открытый файл и лист бумаги прочтёт любой, кто их найдёт.</translation>
    </message>
    <message>
        <source>I know this and want it in clear</source>
        <translation>Я это знаю и хочу открыто</translation>
    </message>
    <message>
        <source>Save as a file</source>
        <translation>Сохранить файлом</translation>
    </message>
    <message>
        <source>Print on paper</source>
        <translation>Напечатать на бумаге</translation>
    </message>
    <message>
        <source>Done. File: {file}</source>
        <translation>Готово. Файл: {file}</translation>
    </message>
    <message>
        <source>Done: it was sent to the printer.</source>
        <translation>Готово: отправлено на принтер.</translation>
    </message>
    <message>
        <source>Where the page goes</source>
        <translation>Куда сохранить страницу</translation>
    </message>
    <message>
        <source>The whole reasoning</source>
        <translation>Всё рассуждение</translation>
    </message>
</context>
<context>
    <name>settings</name>
    <message>
        <source>Settings</source>
        <translation>Настройки</translation>
    </message>
    <message>
        <source>Language of the window</source>
        <translation>Язык окна</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>Цвета</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>Как в системе</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Светлые</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Тёмные</translation>
    </message>
    <message>
        <source>Size of text</source>
        <translation>Размер текста</translation>
    </message>
    <message>
        <source>Lock by itself after</source>
        <translation>Закрываться самой через</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Сохранить</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Отмена</translation>
    </message>
</context>
<context>
    <name>shell</name>
    <message>
        <source>&amp;Work</source>
        <translation>&amp;Работа</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Вид</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Справка</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>Справка</translation>
    </message>
    <message>
        <source>Put away</source>
        <translation>Убрать</translation>
    </message>
    <message>
        <source>Finish</source>
        <translation>Завершить</translation>
    </message>
    <message>
        <source>Finish this interview? Its answers cannot be changed afterwards.</source>
        <translation>Завершить эту беседу? Потом ответы изменить нельзя.</translation>
    </message>
    <message>
        <source>Not saved</source>
        <translation>Не сохранено</translation>
    </message>
    <message>
        <source>The last answers are NOT saved. Quit all the same and lose them?</source>
        <translation>Последние ответы НЕ сохранены. Всё равно выйти и потерять их?</translation>
    </message>
    <message>
        <source>This folder is on a network drive, on a stick or synchronised. Answers can be lost there, or carried off this laptop. Use it all the same?</source>
        <translation>Эта папка лежит на сетевом диске, на флешке или синхронизируется. Ответы там могут пропасть или уйти с ноутбука. Всё равно работать в ней?</translation>
    </message>
    <message>
        <source>Are you sure? It is safer to bring a backup of it back on this laptop&apos;s disk.</source>
        <translation>Вы уверены? Надёжнее восстановить её резервную копию на диск ноутбука.</translation>
    </message>
    <message>
        <source>A risky place</source>
        <translation>Ненадёжное место</translation>
    </message>
    <message>
        <source>Erase</source>
        <translation>Стереть</translation>
    </message>
    <message>
        <source>Erase the interview {code}? Nobody can bring it back.</source>
        <translation>Стереть беседу {code}? Вернуть её не сможет никто.</translation>
    </message>
    <message>
        <source>Seal</source>
        <translation>Запечатать</translation>
    </message>
    <message>
        <source>Seal every finished interview? Only the organisation&apos;s key opens it afterwards.</source>
        <translation>Запечатать все завершённые беседы? После этого их откроет только ключ организации.</translation>
    </message>
    <message>
        <source>Save a copy</source>
        <translation>Сохранить копию</translation>
    </message>
    <message>
        <source>The copy will not be encrypted: anybody who finds it can open it, and deleting it does not take it off a stick. Save it all the same?</source>
        <translation>Копия не будет зашифрована: её откроет любой, кто найдёт, а удаление не стирает её с флешки. Всё равно сохранить?</translation>
    </message>
</context>
<context>
    <name>start</name>
    <message>
        <source>New interview</source>
        <translation>Новая беседа</translation>
    </message>
    <message>
        <source>Form</source>
        <translation>Анкета</translation>
    </message>
    <message>
        <source>Language of the questions</source>
        <translation>Язык вопросов</translation>
    </message>
    <message>
        <source>Site code</source>
        <translation>Код площадки</translation>
    </message>
    <message>
        <source>A code, never the name of a farm or of a person.</source>
        <translation>Код, а не название хозяйства и не имя человека.</translation>
    </message>
    <message>
        <source>Begin</source>
        <translation>Начать</translation>
    </message>
    <message>
        <source>Another form file</source>
        <translation>Другой файл анкеты</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Назад</translation>
    </message>
    <message>
        <source>Looking for forms</source>
        <translation>Ищем анкеты</translation>
    </message>
    <message>
        <source>A form</source>
        <translation>Анкета</translation>
    </message>
    <message>
        <source>XLSForm or XForm (*.xlsx *.md *.xml)</source>
        <translation>XLSForm или XForm (*.xlsx *.md *.xml)</translation>
    </message>
</context>
<context>
    <name>texts</name>
    <message>
        <source>Code: {code}</source>
        <translation>Код: {code}</translation>
    </message>
    <message>
        <source>sheet {0}</source>
        <translation>лист {0}</translation>
    </message>
    <message>
        <source>row {0}</source>
        <translation>строка {0}</translation>
    </message>
    <message>
        <source>column {0}</source>
        <translation>столбец {0}</translation>
    </message>
    <message>
        <source>question {0}</source>
        <translation>вопрос {0}</translation>
    </message>
    <message>
        <source>file {0}</source>
        <translation>файл {0}</translation>
    </message>
    <message>
        <source>name {0}</source>
        <translation>имя {0}</translation>
    </message>
    <message>
        <source>Does not know</source>
        <translation>Не знает</translation>
    </message>
    <message>
        <source>Refused to answer</source>
        <translation>Отказ от ответа</translation>
    </message>
    <message>
        <source>Does not apply</source>
        <translation>Не относится</translation>
    </message>
    <message>
        <source>In progress</source>
        <translation>Идёт</translation>
    </message>
    <message>
        <source>Finished</source>
        <translation>Завершена</translation>
    </message>
    <message>
        <source>Declined</source>
        <translation>Отказ от беседы</translation>
    </message>
    <message>
        <source>Withdrawn</source>
        <translation>Отозвана</translation>
    </message>
    <message>
        <source>Sealed</source>
        <translation>Запечатана</translation>
    </message>
</context>
<context>
    <name>unlock</name>
    <message>
        <source>Repair into a new folder</source>
        <translation>Восстановить в новую папку</translation>
    </message>
    <message>
        <source>Locked</source>
        <translation>Закрыто</translation>
    </message>
    <message>
        <source>Open the workspace</source>
        <translation>Открыть рабочую папку</translation>
    </message>
    <message>
        <source>This workspace is for practice and opens without a passphrase.</source>
        <translation>Это папка для тренировки, она открывается без парольной фразы.</translation>
    </message>
    <message>
        <source>Passphrase</source>
        <translation>Парольная фраза</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Открыть</translation>
    </message>
    <message>
        <source>Folder: {folder}</source>
        <translation>Папка: {folder}</translation>
    </message>
    <message>
        <source>A new workspace</source>
        <translation>Новая рабочая папка</translation>
    </message>
    <message>
        <source>Everything you write down is encrypted with a passphrase on this laptop. Nobody can open it without the passphrase, and nobody can give it back to you. Take four or five words that have nothing to do with each other.</source>
        <translation>Всё, что вы запишете, шифруется на этом ноутбуке парольной фразой. Без неё папку не откроет никто, и никто не сможет вернуть её вам. Возьмите четыре-пять слов, не связанных друг с другом.</translation>
    </message>
    <message>
        <source>New passphrase</source>
        <translation>Новая парольная фраза</translation>
    </message>
    <message>
        <source>The same once more</source>
        <translation>Ещё раз то же самое</translation>
    </message>
    <message>
        <source>Make the workspace</source>
        <translation>Создать рабочую папку</translation>
    </message>
    <message>
        <source>Offer a passphrase</source>
        <translation>Предложить фразу</translation>
    </message>
    <message>
        <source>Show what I type</source>
        <translation>Показывать, что я ввожу</translation>
    </message>
    <message>
        <source>Another workspace</source>
        <translation>Другая рабочая папка</translation>
    </message>
    <message>
        <source>Open a folder</source>
        <translation>Открыть папку</translation>
    </message>
    <message>
        <source>From a backup</source>
        <translation>Из резервной копии</translation>
    </message>
    <message>
        <source>Practise</source>
        <translation>Тренировка</translation>
    </message>
    <message>
        <source>This is too easy: take words that do not belong together.</source>
        <translation>Слишком просто: возьмите слова, не связанные друг с другом.</translation>
    </message>
    <message>
        <source>The two are not the same.</source>
        <translation>Фразы не совпадают.</translation>
    </message>
    <message>
        <source>The file of the backup</source>
        <translation>Файл резервной копии</translation>
    </message>
    <message>
        <source>Passphrase of the backup</source>
        <translation>Фраза резервной копии</translation>
    </message>
    <message>
        <source>The folder that holds vault.db</source>
        <translation>Папка, в которой лежит vault.db</translation>
    </message>
    <message>
        <source>One moment</source>
        <translation>Минуту</translation>
    </message>
</context>
<context>
    <name>upload</name>
    <message>
        <source>A file is kept.</source>
        <translation>Файл сохранён.</translation>
    </message>
    <message>
        <source>Place, time, device and names were taken out. Kept encrypted.</source>
        <translation>Место, время, устройство и имена убраны. Хранится в зашифрованном виде.</translation>
    </message>
    <message>
        <source>Kept as it was: it may say where and when it was taken, and by whom. Kept encrypted.</source>
        <translation>Сохранён как есть: в нём могут быть сведения о том, где, когда и кем он сделан. Хранится в зашифрованном виде.</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>Снимок</translation>
    </message>
    <message>
        <source>Sound</source>
        <translation>Звук</translation>
    </message>
    <message>
        <source>Video</source>
        <translation>Видео</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Текст</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Файл</translation>
    </message>
    <message>
        <source>Choose another…</source>
        <translation>Выбрать другой…</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Убрать</translation>
    </message>
    <message>
        <source>Save a copy…</source>
        <translation>Сохранить копию…</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Отмена</translation>
    </message>
    <message>
        <source>Keep the file as it is</source>
        <translation>Оставить файл как есть</translation>
    </message>
    <message>
        <source>Or drop a file here. {key} goes on without one.</source>
        <translation>Или перетащите файл сюда. {key} ведёт дальше без файла.</translation>
    </message>
    <message>
        <source>Keep where and when it was taken</source>
        <translation>Оставить сведения о том, где и когда он сделан</translation>
    </message>
    <message>
        <source>Otherwise place, time, device and names are first taken out of what the file says about itself. What can be seen and heard in it stays: faces and places too.</source>
        <translation>Иначе из сведений файла о себе сначала убираются место, время, устройство и имена. То, что в нём видно и слышно, остаётся: лица и места тоже.</translation>
    </message>
    <message>
        <source>Cancelled. No file was kept.</source>
        <translation>Отменено. Файл не сохранён.</translation>
    </message>
    <message>
        <source>A copy is saved. It is not encrypted; that it left is recorded.</source>
        <translation>Копия сохранена. Она не зашифрована; то, что её вынесли, записано.</translation>
    </message>
    <message>
        <source>Progress of the file</source>
        <translation>Ход приёма файла</translation>
    </message>
    <message>
        <source>Save a copy</source>
        <translation>Сохранить копию</translation>
    </message>
    <message>
        <source>Choose a picture…</source>
        <translation>Выбрать снимок…</translation>
    </message>
    <message>
        <source>Choose a sound…</source>
        <translation>Выбрать звук…</translation>
    </message>
    <message>
        <source>Choose a video…</source>
        <translation>Выбрать видео…</translation>
    </message>
    <message>
        <source>Choose a file…</source>
        <translation>Выбрать файл…</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>Все файлы (*)</translation>
    </message>
    <message>
        <source>What the question asks for ({endings})</source>
        <translation>То, о чём вопрос ({endings})</translation>
    </message>
    <message>
        <source>The disk did not take the file: it is NOT kept. Make room on the disk and choose the file again.</source>
        <translation>Диск не принял файл: он НЕ сохранён. Освободите место на диске и выберите файл снова.</translation>
    </message>
    <message>
        <source>The most is {size}.</source>
        <translation>Предел: {size}.</translation>
    </message>
</context>
<context>
    <name>vault</name>
    <message>
        <source>This workspace</source>
        <translation>Эта рабочая папка</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Закрыть</translation>
    </message>
    <message>
        <source>Recovery keys</source>
        <translation>Запасные ключи</translation>
    </message>
    <message>
        <source>Backup</source>
        <translation>Резервная копия</translation>
    </message>
    <message>
        <source>Write a backup</source>
        <translation>Записать копию</translation>
    </message>
    <message>
        <source>Check everything</source>
        <translation>Проверить всё</translation>
    </message>
    <message>
        <source>One encrypted file that opens with the passphrase of today or a recovery key. Keep it on another disk.</source>
        <translation>Один зашифрованный файл, который открывает сегодняшняя фраза или запасной ключ. Храните его на другом диске.</translation>
    </message>
    <message>
        <source>Sealing</source>
        <translation>Запечатывание</translation>
    </message>
    <message>
        <source>Seal interviews a day after they are finished</source>
        <translation>Запечатывать беседы через день после завершения</translation>
    </message>
    <message>
        <source>Seal all finished interviews now</source>
        <translation>Запечатать все завершённые беседы сейчас</translation>
    </message>
    <message>
        <source>Seal finished interviews when they are exported</source>
        <translation>Запечатывать завершённые беседы при выгрузке</translation>
    </message>
    <message>
        <source>A sealed interview is a file in the folder named sealed, for the organisation to pool. This laptop cannot open it any more, whoever asks.</source>
        <translation>Запечатанная беседа становится файлом в папке sealed, для общей базы организации. Этот ноутбук её больше не откроет, кто бы ни просил.</translation>
    </message>
    <message>
        <source>Consent taken back</source>
        <translation>Согласие отозвано</translation>
    </message>
    <message>
        <source>Code of the case</source>
        <translation>Код случая</translation>
    </message>
    <message>
        <source>What is taken back</source>
        <translation>Что отзывается</translation>
    </message>
    <message>
        <source>The whole interview: it is erased</source>
        <translation>Вся беседа: она стирается</translation>
    </message>
    <message>
        <source>What is erased goes from this laptop for good, and from every pool with the next export. A purpose that is taken back holds from now on, in every table and pool that gets the next export. Backups and files that left before still hold everything.</source>
        <translation>Стёртое уходит с этого ноутбука навсегда, а из каждой общей базы со следующей выгрузкой. Отзыв одной цели действует с этого момента, в каждой таблице и каждой базе, куда придёт следующая выгрузка. В копиях и файлах, которые ушли раньше, остаётся всё.</translation>
    </message>
    <message>
        <source>Take back this consent</source>
        <translation>Отозвать это согласие</translation>
    </message>
    <message>
        <source>Erase the interview</source>
        <translation>Стереть беседу</translation>
    </message>
    <message>
        <source>{code} was erased.</source>
        <translation>{code} стёрт.</translation>
    </message>
    <message>
        <source>{code}: the consent was taken back.</source>
        <translation>{code}: согласие отозвано.</translation>
    </message>
    <message>
        <source>Where the backup goes</source>
        <translation>Куда записать копию</translation>
    </message>
    <message>
        <source>Everything was checked: all is well.</source>
        <translation>Всё проверено: всё в порядке.</translation>
    </message>
    <message>
        <source>Something is damaged ({found}): write a backup and ask for help.</source>
        <translation>Есть повреждения ({found}): запишите копию и попросите помощи.</translation>
    </message>
    <message>
        <source>Another passphrase</source>
        <translation>Другая парольная фраза</translation>
    </message>
    <message>
        <source>Present passphrase</source>
        <translation>Нынешняя фраза</translation>
    </message>
    <message>
        <source>New passphrase</source>
        <translation>Новая парольная фраза</translation>
    </message>
    <message>
        <source>The same once more</source>
        <translation>Её же ещё раз</translation>
    </message>
    <message>
        <source>Offer one</source>
        <translation>Предложить</translation>
    </message>
    <message>
        <source>Only on this laptop: a copy opens nowhere else</source>
        <translation>Только на этом ноутбуке: копия больше нигде не откроется</translation>
    </message>
    <message>
        <source>Somebody may know it: change the key itself too</source>
        <translation>Её могли узнать: сменить и сам ключ</translation>
    </message>
    <message>
        <source>Change the passphrase</source>
        <translation>Сменить фразу</translation>
    </message>
    <message>
        <source>The new passphrase is too easy.</source>
        <translation>Новая фраза слишком простая.</translation>
    </message>
    <message>
        <source>The two are not the same.</source>
        <translation>Они не совпадают.</translation>
    </message>
    <message>
        <source>The passphrase was changed.</source>
        <translation>Парольная фраза изменена.</translation>
    </message>
    <message>
        <source>proven on {day}</source>
        <translation>проверен {day}</translation>
    </message>
    <message>
        <source>NOT PROVEN yet</source>
        <translation>ещё НЕ ПРОВЕРЕН</translation>
    </message>
    <message>
        <source>None: a lost passphrase would lose everything.</source>
        <translation>Нет: потерять фразу значит потерять всё.</translation>
    </message>
</context>
<context>
    <name>wording</name>
    <message>
        <source>The form has questions that depend on each other in a loop.</source>
        <translation>В анкете есть вопросы, которые по кругу зависят друг от друга.</translation>
    </message>
    <message>
        <source>Break the loop: one of the named questions must not use the others.</source>
        <translation>Разорвите круг: один из названных вопросов не должен использовать другие.</translation>
    </message>
    <message>
        <source>The form uses a name that is not there or not within reach.</source>
        <translation>Анкета использует имя, которого нет или которое оттуда недоступно.</translation>
    </message>
    <message>
        <source>Check the spelling of the name in the cell that is given.</source>
        <translation>Проверьте написание имени в указанной ячейке.</translation>
    </message>
    <message>
        <source>An expression of the form cannot be read.</source>
        <translation>Выражение в анкете не читается.</translation>
    </message>
    <message>
        <source>Check brackets, quotes and operators in the cell that is given.</source>
        <translation>Проверьте скобки, кавычки и знаки в указанной ячейке.</translation>
    </message>
    <message>
        <source>An expression of the form uses a function that does not exist.</source>
        <translation>Выражение в анкете использует несуществующую функцию.</translation>
    </message>
    <message>
        <source>Check the name of the function in the cell that is given.</source>
        <translation>Проверьте имя функции в указанной ячейке.</translation>
    </message>
    <message>
        <source>A function of the form is given too few or too many arguments.</source>
        <translation>Функции в анкете дано слишком мало или слишком много аргументов.</translation>
    </message>
    <message>
        <source>Check the arguments in the cell that is given.</source>
        <translation>Проверьте аргументы в указанной ячейке.</translation>
    </message>
    <message>
        <source>The form has a question of a type that is not known here.</source>
        <translation>В анкете есть вопрос неизвестного здесь типа.</translation>
    </message>
    <message>
        <source>Use one of the question types of the XLSForm standard.</source>
        <translation>Возьмите один из типов вопросов стандарта XLSForm.</translation>
    </message>
    <message>
        <source>The form is not built as an XLSForm must be.</source>
        <translation>Анкета построена не так, как положено XLSForm.</translation>
    </message>
    <message>
        <source>Correct the place that is given and check the form again.</source>
        <translation>Исправьте указанное место и проверьте анкету снова.</translation>
    </message>
    <message>
        <source>The form cannot be read from this file.</source>
        <translation>Из этого файла анкету прочитать нельзя.</translation>
    </message>
    <message>
        <source>Choose an XLSForm (.xlsx or .md) or an XForm (.xml).</source>
        <translation>Выберите XLSForm (.xlsx или .md) или XForm (.xml).</translation>
    </message>
    <message>
        <source>A file that the form needs is missing.</source>
        <translation>Нет файла, который нужен анкете.</translation>
    </message>
    <message>
        <source>Put the named file into the folder of the form.</source>
        <translation>Положите названный файл в папку анкеты.</translation>
    </message>
    <message>
        <source>The form&apos;s workbook has an error.</source>
        <translation>В книге анкеты есть ошибка.</translation>
    </message>
    <message>
        <source>Correct the cell that is given and check the form again.</source>
        <translation>Исправьте указанную ячейку и проверьте анкету снова.</translation>
    </message>
    <message>
        <source>A column of fieldkit holds something it cannot hold.</source>
        <translation>В столбце fieldkit стоит то, чего в нём быть не может.</translation>
    </message>
    <message>
        <source>Correct the cell that is given; the help lists the words.</source>
        <translation>Исправьте указанную ячейку; слова перечислены в справке.</translation>
    </message>
    <message>
        <source>The form asks for something that fieldkit does not do.</source>
        <translation>Форма требует того, чего fieldkit не делает.</translation>
    </message>
    <message>
        <source>Take it out of the form, or use another program for it.</source>
        <translation>Уберите это из формы или воспользуйтесь другой программой.</translation>
    </message>
    <message>
        <source>There is no interview with this code here.</source>
        <translation>Беседы с таким кодом здесь нет.</translation>
    </message>
    <message>
        <source>Look the code up in the list of interviews.</source>
        <translation>Посмотрите код в списке бесед.</translation>
    </message>
    <message>
        <source>This interview is finished and is not changed any more.</source>
        <translation>Эта беседа завершена и больше не меняется.</translation>
    </message>
    <message>
        <source>Open it to read, or start a new interview.</source>
        <translation>Откройте её для чтения или начните новую беседу.</translation>
    </message>
    <message>
        <source>The answers of this interview are not on this laptop any more.</source>
        <translation>Ответов этой беседы на этом ноутбуке больше нет.</translation>
    </message>
    <message>
        <source>A sealed interview is opened by the organisation; a withdrawn one is gone.</source>
        <translation>Запечатанную беседу откроет организация; отозванной больше нет.</translation>
    </message>
    <message>
        <source>The form does not ask consent for this purpose.</source>
        <translation>Форма не спрашивает согласия на эту цель.</translation>
    </message>
    <message>
        <source>Name one of the purposes that it asks for.</source>
        <translation>Назовите одну из целей, о которых она спрашивает.</translation>
    </message>
    <message>
        <source>The interview cannot be finished yet: some questions are open.</source>
        <translation>Беседу пока нельзя завершить: есть открытые вопросы.</translation>
    </message>
    <message>
        <source>Answer the listed questions, or mark them as refused or not known.</source>
        <translation>Ответьте на перечисленные вопросы или отметьте отказ или «не знает».</translation>
    </message>
    <message>
        <source>There is no such question in the interview.</source>
        <translation>Такого вопроса в беседе нет.</translation>
    </message>
    <message>
        <source>Check the path of the question.</source>
        <translation>Проверьте путь вопроса.</translation>
    </message>
    <message>
        <source>The script of steps cannot be read.</source>
        <translation>Сценарий шагов не читается.</translation>
    </message>
    <message>
        <source>Check the script: it is JSON with a list named steps.</source>
        <translation>Проверьте сценарий: это JSON со списком steps.</translation>
    </message>
    <message>
        <source>The submission belongs to another form or version.</source>
        <translation>Отправленная анкета относится к другой форме или версии.</translation>
    </message>
    <message>
        <source>Choose the form that the submission was made with.</source>
        <translation>Выберите форму, по которой она была заполнена.</translation>
    </message>
    <message>
        <source>The submission does not fit the form.</source>
        <translation>Отправленная анкета не подходит к форме.</translation>
    </message>
    <message>
        <source>Get the submission again from where it was made.</source>
        <translation>Получите её снова там, где она была заполнена.</translation>
    </message>
    <message>
        <source>The passphrase is not right.</source>
        <translation>Парольная фраза неверна.</translation>
    </message>
    <message>
        <source>Try again; look at the keyboard language and Caps Lock. Nothing was changed.</source>
        <translation>Попробуйте ещё раз; посмотрите на раскладку и Caps Lock. Ничего не изменено.</translation>
    </message>
    <message>
        <source>A passphrase is needed.</source>
        <translation>Нужна парольная фраза.</translation>
    </message>
    <message>
        <source>Give it at the prompt, in a file, or in FIELDKIT_PASSPHRASE.</source>
        <translation>Введите её по запросу, дайте в файле или в FIELDKIT_PASSPHRASE.</translation>
    </message>
    <message>
        <source>This workspace opens only on the laptop that it was set up on.</source>
        <translation>Эта папка открывается только на том ноутбуке, где её настроили.</translation>
    </message>
    <message>
        <source>Open it there, or with the organisation&apos;s recovery key. Nothing was changed.</source>
        <translation>Откройте её там или запасным ключом организации. Ничего не изменено.</translation>
    </message>
    <message>
        <source>This laptop has too little free memory to try the passphrase.</source>
        <translation>На ноутбуке мало свободной памяти, чтобы проверить фразу.</translation>
    </message>
    <message>
        <source>Close other programs and try again. Nothing was changed.</source>
        <translation>Закройте другие программы и попробуйте снова. Ничего не изменено.</translation>
    </message>
    <message>
        <source>This recovery key does not open the workspace.</source>
        <translation>Этот запасной ключ не открывает рабочую папку.</translation>
    </message>
    <message>
        <source>Give the line that begins with AGE-SECRET-KEY-1, of this workspace.</source>
        <translation>Нужна строка этой папки, которая начинается с AGE-SECRET-KEY-1.</translation>
    </message>
    <message>
        <source>This is not a recovery recipient.</source>
        <translation>Это не получатель запасного ключа.</translation>
    </message>
    <message>
        <source>Give the organisation&apos;s line that begins with age1.</source>
        <translation>Нужна строка организации, которая начинается с age1.</translation>
    </message>
    <message>
        <source>No recovery key of this workspace was ever tried: nobody could open what is sealed.</source>
        <translation>Ни один запасной ключ этой папки ещё не проверен: запечатанное никто не смог бы открыть.</translation>
    </message>
    <message>
        <source>Make or add a recovery key and prove it first.</source>
        <translation>Сначала создайте или добавьте запасной ключ и проверьте его.</translation>
    </message>
    <message>
        <source>This passphrase is too easy to guess.</source>
        <translation>Эту фразу слишком легко угадать.</translation>
    </message>
    <message>
        <source>Take at least twelve characters: four or five words that do not belong together.</source>
        <translation>Возьмите не меньше двенадцати знаков: четыре-пять слов, не связанных друг с другом.</translation>
    </message>
    <message>
        <source>The key file of this workspace is missing.</source>
        <translation>Нет файла ключа этой рабочей папки.</translation>
    </message>
    <message>
        <source>Put vault.key back from a backup; without it nothing can be read.</source>
        <translation>Верните vault.key из резервной копии; без него ничего не прочитать.</translation>
    </message>
    <message>
        <source>The key file of this workspace is damaged.</source>
        <translation>Файл ключа этой рабочей папки повреждён.</translation>
    </message>
    <message>
        <source>Put vault.key back from a backup. Nothing was changed.</source>
        <translation>Верните vault.key из резервной копии. Ничего не изменено.</translation>
    </message>
    <message>
        <source>There is something in this folder already.</source>
        <translation>В этой папке уже что-то есть.</translation>
    </message>
    <message>
        <source>Choose a new or empty folder.</source>
        <translation>Выберите новую или пустую папку.</translation>
    </message>
    <message>
        <source>There is no workspace in this folder.</source>
        <translation>В этой папке нет рабочей папки fieldkit.</translation>
    </message>
    <message>
        <source>Choose the folder that holds vault.db, or make a new workspace.</source>
        <translation>Выберите папку, где лежит vault.db, или создайте новую.</translation>
    </message>
    <message>
        <source>This file is not a fieldkit workspace.</source>
        <translation>Этот файл не из рабочей папки fieldkit.</translation>
    </message>
    <message>
        <source>Choose another folder. Nothing was changed.</source>
        <translation>Выберите другую папку. Ничего не изменено.</translation>
    </message>
    <message>
        <source>This workspace was made by a newer version of fieldkit.</source>
        <translation>Эта рабочая папка создана более новой версией fieldkit.</translation>
    </message>
    <message>
        <source>Install the newer version on this laptop. Nothing was changed.</source>
        <translation>Установите на этот ноутбук новую версию. Ничего не изменено.</translation>
    </message>
    <message>
        <source>This workspace is already open in another window.</source>
        <translation>Эта рабочая папка уже открыта в другом окне.</translation>
    </message>
    <message>
        <source>Go to that window, or close it first.</source>
        <translation>Перейдите в то окно или сначала закройте его.</translation>
    </message>
    <message>
        <source>This folder is of the other kind: interviews and pools are kept apart.</source>
        <translation>Это папка другого вида: беседы и сводные данные хранятся отдельно.</translation>
    </message>
    <message>
        <source>Use a workspace for interviews and a pool for merging.</source>
        <translation>Для бесед берите рабочую папку, для объединения — сводную.</translation>
    </message>
    <message>
        <source>A workspace must not lie in a network, synchronised or removable folder.</source>
        <translation>Рабочая папка не должна лежать на сетевом диске, на флешке или в синхронизируемой папке.</translation>
    </message>
    <message>
        <source>Choose a folder on this laptop&apos;s own disk. Nothing was changed.</source>
        <translation>Выберите папку на собственном диске ноутбука. Ничего не изменено.</translation>
    </message>
    <message>
        <source>The stored file is damaged.</source>
        <translation>Хранимый файл повреждён.</translation>
    </message>
    <message>
        <source>Stop working in it, keep a copy of the whole folder and restore a backup.</source>
        <translation>Не работайте в нём, сохраните копию всей папки и восстановите резервную копию.</translation>
    </message>
    <message>
        <source>The stored file is older than what was saved last: answers are missing in it.</source>
        <translation>Сохранённый файл старше последнего сохранения: в нём не хватает ответов.</translation>
    </message>
    <message>
        <source>Keep a copy of the whole folder, then repair it to a new place. Nothing was changed.</source>
        <translation>Сохраните копию всей папки и восстановите её в новое место. Ничего не изменено.</translation>
    </message>
    <message>
        <source>The disk is full: nothing more can be saved. An answer that is not marked as saved is NOT saved.</source>
        <translation>Диск полон: больше ничего сохранить нельзя. Ответ без отметки «Сохранено» НЕ сохранён.</translation>
    </message>
    <message>
        <source>Make room on the disk; fieldkit then saves by itself what waits.</source>
        <translation>Освободите место на диске; тогда fieldkit сам сохранит всё, что ждёт.</translation>
    </message>
    <message>
        <source>The disk did not take the last answer: it is NOT saved.</source>
        <translation>Диск не принял последний ответ: он НЕ сохранён.</translation>
    </message>
    <message>
        <source>Keep the window open; fieldkit tries again. Note the answer on paper.</source>
        <translation>Не закрывайте окно; fieldkit пробует снова. Запишите ответ на бумаге.</translation>
    </message>
    <message>
        <source>The encrypted file could not be opened with all its safeguards.</source>
        <translation>Зашифрованный файл не удалось открыть со всеми мерами защиты.</translation>
    </message>
    <message>
        <source>Nothing was opened. Install fieldkit anew and report the code.</source>
        <translation>Ничего не открыто. Установите fieldkit заново и сообщите код.</translation>
    </message>
    <message>
        <source>This file is not a fieldkit backup.</source>
        <translation>Этот файл не резервная копия fieldkit.</translation>
    </message>
    <message>
        <source>Choose the file that workspace backup made. Nothing was changed.</source>
        <translation>Выберите файл, записанный как резервная копия. Ничего не изменено.</translation>
    </message>
    <message>
        <source>The backup is damaged.</source>
        <translation>Резервная копия повреждена.</translation>
    </message>
    <message>
        <source>Take another backup. Nothing was changed.</source>
        <translation>Возьмите другую копию. Ничего не изменено.</translation>
    </message>
    <message>
        <source>This file is damaged, or it is not what it says: it was not taken in.</source>
        <translation>Этот файл повреждён или это не то, чем он назван: он не принят.</translation>
    </message>
    <message>
        <source>Open it in another program and save it anew, then choose the new file.</source>
        <translation>Откройте его в другой программе, сохраните заново и выберите новый файл.</translation>
    </message>
    <message>
        <source>Where and when it was taken, or who wrote it, cannot be removed from such a file.</source>
        <translation>Из такого файла нельзя убрать сведения о том, где и когда он сделан и кто его автор.</translation>
    </message>
    <message>
        <source>Save a picture as JPEG first, or keep what the file says about itself on purpose.</source>
        <translation>Сохраните снимок как JPEG или намеренно оставьте то, что файл говорит о себе.</translation>
    </message>
    <message>
        <source>This file is too large to be kept with an interview.</source>
        <translation>Этот файл слишком велик, чтобы хранить его вместе с беседой.</translation>
    </message>
    <message>
        <source>Choose a smaller picture or a shorter recording.</source>
        <translation>Выберите снимок поменьше или запись покороче.</translation>
    </message>
    <message>
        <source>The question asks for another kind of file.</source>
        <translation>Вопрос требует файл другого вида.</translation>
    </message>
    <message>
        <source>Choose the kind that it asks for: a picture, a sound, a video or a file.</source>
        <translation>Выберите то, о чём вопрос: снимок, звук, видео или файл.</translation>
    </message>
    <message>
        <source>This interview has no such picture, sound or file.</source>
        <translation>В этой беседе нет такого снимка, звука или файла.</translation>
    </message>
    <message>
        <source>Look at the answers of the interview; it may have been taken away there.</source>
        <translation>Посмотрите ответы беседы: возможно, его там убрали.</translation>
    </message>
    <message>
        <source>There is no ruleset with this name.</source>
        <translation>Правил с таким именем нет.</translation>
    </message>
    <message>
        <source>Use one of the rulesets that come with fieldkit.</source>
        <translation>Возьмите правила, которые поставляются с fieldkit.</translation>
    </message>
    <message>
        <source>The ruleset cannot be read.</source>
        <translation>Правила не читаются.</translation>
    </message>
    <message>
        <source>Correct the place that is given in the ruleset&apos;s file.</source>
        <translation>Исправьте указанное место в файле правил.</translation>
    </message>
    <message>
        <source>A column names an indicator that the ruleset does not have.</source>
        <translation>Столбец называет признак, которого в правилах нет.</translation>
    </message>
    <message>
        <source>Correct the name of the column, or choose the other ruleset.</source>
        <translation>Исправьте имя столбца или выберите другие правила.</translation>
    </message>
    <message>
        <source>A cell holds something else than 1, 0 or nothing.</source>
        <translation>В ячейке не 1, не 0 и не пусто.</translation>
    </message>
    <message>
        <source>Correct the cell that is given: 1 present, 0 absent, empty unknown.</source>
        <translation>Исправьте указанную ячейку: 1 — есть, 0 — отсутствует, пусто — неизвестно.</translation>
    </message>
    <message>
        <source>The table cannot be read.</source>
        <translation>Таблица не читается.</translation>
    </message>
    <message>
        <source>The first column must be case_id, with each case and each column once.</source>
        <translation>Первый столбец — case_id; каждый случай и каждый столбец по одному разу.</translation>
    </message>
    <message>
        <source>The file is not there or cannot be opened.</source>
        <translation>Файла нет или он не открывается.</translation>
    </message>
    <message>
        <source>Check the name and the folder.</source>
        <translation>Проверьте имя и папку.</translation>
    </message>
    <message>
        <source>The file cannot be written there.</source>
        <translation>Туда файл записать нельзя.</translation>
    </message>
    <message>
        <source>Choose another folder, or close the program that has the file open.</source>
        <translation>Выберите другую папку или закройте программу, в которой файл открыт.</translation>
    </message>
    <message>
        <source>There is a file with this name already.</source>
        <translation>Файл с таким именем уже есть.</translation>
    </message>
    <message>
        <source>Choose another name; nothing was overwritten.</source>
        <translation>Выберите другое имя; ничего не перезаписано.</translation>
    </message>
    <message>
        <source>There is no room left on the disk for this file.</source>
        <translation>Для этого файла на диске нет места.</translation>
    </message>
    <message>
        <source>Make room or choose another disk. No part of a file was left behind.</source>
        <translation>Освободите место или выберите другой диск. Части файла не осталось.</translation>
    </message>
    <message>
        <source>This workbook was not exported by fieldkit.</source>
        <translation>Эта книга выгружена не из fieldkit.</translation>
    </message>
    <message>
        <source>Ask for the original export. Nothing was merged.</source>
        <translation>Попросите исходную выгрузку. Ничего не объединено.</translation>
    </message>
    <message>
        <source>This workbook is built in a way that can harm the program.</source>
        <translation>Эта книга устроена так, что может навредить программе.</translation>
    </message>
    <message>
        <source>Do not open it in Excel; ask the sender for the original export.</source>
        <translation>Не открывайте её в Excel; попросите у отправителя исходную выгрузку.</translation>
    </message>
    <message>
        <source>The workbook is damaged or was altered.</source>
        <translation>Книга повреждена или изменена.</translation>
    </message>
    <message>
        <source>The workbook is sealed and this key does not open it.</source>
        <translation>Книга запечатана, и этот ключ её не открывает.</translation>
    </message>
    <message>
        <source>Give the key file of the organisation that it was sealed for.</source>
        <translation>Дайте файл ключа той организации, для которой она запечатана.</translation>
    </message>
    <message>
        <source>The recipient&apos;s key is not a valid age key.</source>
        <translation>Ключ получателя — не ключ age.</translation>
    </message>
    <message>
        <source>Give a key that begins with age1.</source>
        <translation>Дайте ключ, который начинается с age1.</translation>
    </message>
    <message>
        <source>A value cannot be written to a workbook without loss.</source>
        <translation>Значение нельзя записать в книгу без потерь.</translation>
    </message>
    <message>
        <source>Shorten or correct the answer in the cell that is given.</source>
        <translation>Сократите или исправьте ответ в указанной ячейке.</translation>
    </message>
    <message>
        <source>The pool has no variable with this name.</source>
        <translation>В сводных данных нет переменной с таким именем.</translation>
    </message>
    <message>
        <source>Use a question of the pooled forms, or state, site or form.</source>
        <translation>Возьмите вопрос объединённых анкет либо state, site или form.</translation>
    </message>
    <message>
        <source>The pool holds no interviews yet.</source>
        <translation>В сводных данных пока нет бесед.</translation>
    </message>
    <message>
        <source>Add workbooks to the pool first.</source>
        <translation>Сначала добавьте в них книги.</translation>
    </message>
    <message>
        <source>This analysis engine is not installed here.</source>
        <translation>Этот движок анализа здесь не установлен.</translation>
    </message>
    <message>
        <source>Use the engine duckdb.</source>
        <translation>Возьмите движок duckdb.</translation>
    </message>
    <message>
        <source>The command was not given in the right way.</source>
        <translation>Команда дана неправильно.</translation>
    </message>
    <message>
        <source>Look at fieldkit --help.</source>
        <translation>Посмотрите fieldkit --help.</translation>
    </message>
    <message>
        <source>Something went wrong inside fieldkit.</source>
        <translation>Внутри fieldkit произошла ошибка.</translation>
    </message>
    <message>
        <source>Saved answers are safe. Report the code; the report holds no answers.</source>
        <translation>Сохранённые ответы целы. Сообщите код; ответов в нём нет.</translation>
    </message>
</context>
</TS>
