/** Owns the words that say nothing of themselves, in the languages that customers mostly write in. */

const ENGLISH = `a about above after again all also am an and any are as at be because been before being below between both
but by can could did do does doing don't down during each few for from further had has have having he her here hers him his
how i if in into is it it's its itself just me more most my myself no nor not now of off on once only or other our ours out
over own same she should so some such than that the their theirs them then there these they this those through to too
under until up very was we were what when where which while who whom why will with would you your yours`
const PORTUGUESE = `a ao aos aquela aquele aquilo as até com como da das de dela dele depois do dos e ela ele eles em entre
era essa esse esta está estava este eu foi foram há isso isto já lhe mais mas me mesmo meu meus minha minhas muito na nas
não nem no nos nós o os ou para pela pelas pelo pelos pois por qual quando que quem se sem ser será seu seus só sua suas
também te tem têm tenho ter um uma você vocês vou`
const SPANISH = `al algo ante antes con contra cual cuando de del desde donde dos el ella ellas ellos en entre era es esa ese
eso esta está este esto estos fue ha han hasta hay la las le les lo los más me mi mis mucho muy nada ni no nos nosotros o
para pero por porque que qué se sea ser si sí sin sobre son su sus también te tiene todo tu un una uno y ya yo`
const GERMAN = `aber alle als also am an auch auf aus bei bin bis bist da das dass dem den der des die doch dort du durch ein
eine einem einen einer eines er es für habe haben hat hatte ich ihm ihn ihr ihre im in ist ja kann kein keine man mein meine
mich mir mit nach nicht noch nun nur ob oder ohne sehr sein seine sich sie sind so über um und uns unter vom von vor war
waren was wenn wer wie wieder wir wird wo zu zum zur`
const FRENCH = `ai au aux avec avons ce ces cette dans de des du elle en est et été être eux fait il ils je la le les leur lui
ma mais me mes moi mon ne nos notre nous on ont ou où par pas plus pour qu que qui sa sans se ses son sont sur ta te tes toi
ton très tu un une vos votre vous`

export const STOP_WORDS: readonly string[] = [ENGLISH, PORTUGUESE, SPANISH, GERMAN, FRENCH].flatMap((words) =>
  words.split(/\s+/),
)
