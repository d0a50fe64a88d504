import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.javarosa.core.model.Constants;
import org.javarosa.core.model.FormDef;
import org.javarosa.core.model.FormIndex;
import org.javarosa.core.model.GroupDef;
import org.javarosa.core.model.IFormElement;
import org.javarosa.core.model.QuestionDef;
import org.javarosa.core.model.SelectChoice;
import org.javarosa.core.model.data.IAnswerData;
import org.javarosa.core.model.data.SelectMultiData;
import org.javarosa.core.model.data.SelectOneData;
import org.javarosa.core.model.data.helper.Selection;
import org.javarosa.core.model.instance.InstanceInitializationFactory;
import org.javarosa.core.model.instance.TreeElement;
import org.javarosa.core.model.instance.TreeReference;
import org.javarosa.form.api.FormEntryController;
import org.javarosa.form.api.FormEntryModel;
import org.javarosa.form.api.FormEntryPrompt;
import org.javarosa.model.xform.XFormsModule;

import org.javarosa.xform.util.XFormAnswerDataParser;
import org.javarosa.xform.util.XFormUtils;

/**
 * Answers the bench's lines on standard input; see tests/bench/arms.py for what they are.
 *
 * Indexes and answer values are made before the clock starts: what is timed is what Collect calls
 * when a person answers (answerQuestion, which checks the constraint, saves and recalculates).
 */
public final class JavaRosaDriver {
    private FormDef form;
    private FormEntryController controller;
    private FormEntryModel model;
    private Map<String, int[]> places;
    private Map<String, IFormElement> elements;

    private interface Timed {
        void run() throws Exception;
    }

    public static void main(String[] arguments) throws Exception {
        new XFormsModule().registerModule();
        PrintStream out = System.out;
        System.setOut(System.err);
        JavaRosaDriver driver = new JavaRosaDriver();
        BufferedReader in =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] parts = line.split("\t", -1);
            out.println(driver.answer(parts));
            out.flush();
        }
    }

    private String answer(String[] parts) throws Exception {
        switch (parts[0]) {
            case "load":
                return Double.toString(load(parts[1]));
            case "run":
                StringBuilder times = new StringBuilder();
                for (String line : Files.readAllLines(Path.of(parts[1]))) {
                    times.append(times.length() > 0 ? " " : "").append(act(line.split("\t", -1)));
                }
                return times.toString();
            case "read":
                return read(parts[1]);
            case "collect":
                System.gc();
                return "";
            default:
                throw new IllegalArgumentException(parts[0]);
        }
    }

    private double load(String path) throws Exception {
        form = null;
        long started = System.nanoTime();
        try (InputStream file = new FileInputStream(path)) {
            form = XFormUtils.getFormFromInputStream(file);
        }
        form.initialize(true, new InstanceInitializationFactory());
        double taken = (System.nanoTime() - started) / 1e6;
        model = new FormEntryModel(form);
        controller = new FormEntryController(model);
        places = new HashMap<>();
        elements = new HashMap<>();
        index(form, new int[0]);
        return taken;
    }

    private void index(IFormElement parent, int[] way) {
        List<IFormElement> children = parent.getChildren();
        for (int local = 0; children != null && local < children.size(); local++) {
            IFormElement child = children.get(local);
            int[] longer = java.util.Arrays.copyOf(way, way.length + 1);
            longer[way.length] = local;
            if (child.getBind() != null) {
                TreeReference bound = (TreeReference) child.getBind().getReference();
                places.put(bound.genericize().toString(false), longer);
                elements.put(bound.genericize().toString(false), child);
            }
            index(child, longer);
        }
    }

    private double act(String[] parts) throws Exception {
        FormIndex at = parts[0].equals("add") ? added(parts[1]) : indexOf(parts[1]);
        switch (parts[0]) {
            case "answer":
                IAnswerData value = value((QuestionDef) elements.get(generic(parts[1])),
                    form.getMainInstance().resolveReference(at.getReference()), parts[2]);
                return timed(() -> controller.answerQuestion(at, value, true));
            case "add":
                return timed(() -> form.createNewRepeat(at));
            case "remove":
                return timed(() -> form.deleteRepeat(at));
            case "choices":
                return timed(() -> {
                    FormEntryPrompt prompt = model.getQuestionPrompt(at);
                    int shown = 0;
                    for (SelectChoice choice : prompt.getSelectChoices()) {
                        shown += prompt.getSelectChoiceText(choice).length();
                    }
                    if (shown == 0) {
                        throw new IllegalStateException("no choices");
                    }
                });
            default:
                throw new IllegalArgumentException(parts[0]);
        }
    }

    private static double timed(Timed job) throws Exception {
        long started = System.nanoTime();
        job.run();
        return (System.nanoTime() - started) / 1e6;
    }

    private FormIndex added(String ref) {
        TreeReference at = reference(ref);
        int count = form.getMainInstance()
            .resolveReference(at.getParentRef()).getChildMultiplicity(at.getNameLast());
        return indexOf(ref + "[" + (count + 1) + "]");
    }

    /** The index of /data/group/child[2]/pay: one level for each element of the body. */
    private FormIndex indexOf(String ref) {
        int[] way = places.get(generic(ref));
        TreeReference at = reference(ref);
        FormIndex index = null;
        IFormElement element;
        List<IFormElement> above = new ArrayList<>();
        element = form;
        for (int local : way) {
            element = element.getChild(local);
            above.add(element);
        }
        for (int level = way.length - 1; level >= 0; level--) {
            element = above.get(level);
            boolean repeats = element instanceof GroupDef && ((GroupDef) element).getRepeat();
            TreeReference here = at;
            int depth = ((TreeReference) element.getBind().getReference()).size();
            if (depth < at.size()) {
                here = at.getSubReference(depth - 1);
            }
            int instance = repeats ? here.getMultLast() : -1;
            index = index == null
                ? new FormIndex(way[level], instance, here)
                : new FormIndex(index, way[level], instance, here);
        }
        return index;
    }

    private static String generic(String ref) {
        return ref.replaceAll("\\[[0-9]+\\]", "");
    }

    private static TreeReference reference(String ref) {
        TreeReference made = TreeReference.rootRef();
        for (String step : ref.substring(1).split("/")) {
            int bracket = step.indexOf('[');
            String name = bracket < 0 ? step : step.substring(0, bracket);
            int place = bracket < 0
                ? 0 : Integer.parseInt(step.substring(bracket + 1, step.length() - 1)) - 1;
            made.add(name, place);
        }
        return made;
    }

    private IAnswerData value(QuestionDef question, TreeElement node, String text) {
        if (text.isEmpty()) {
            return null;
        }
        if (question.getControlType() == Constants.CONTROL_SELECT_ONE) {
            return new SelectOneData(new Selection(text));
        }
        if (question.getControlType() == Constants.CONTROL_SELECT_MULTI) {
            List<Selection> chosen = new ArrayList<>();
            for (String value : text.split(" ")) {
                chosen.add(new Selection(value));
            }
            return new SelectMultiData(chosen);
        }
        return XFormAnswerDataParser.getAnswerData(text, node.getDataType(), question);
    }

    private String read(String ref) {
        TreeElement node = form.getMainInstance().resolveReference(reference(ref));
        if (node == null || !node.isRelevant() || node.getValue() == null) {
            return "";
        }
        return node.getValue().uncast().getString();
    }
}
